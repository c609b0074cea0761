/** What nanCheck promises, on every backend: the first bad operation is named, nothing is changed, and clean functions stay as they are. */
import {
  compile,
  composite,
  cond,
  customGradient,
  grad,
  hostCall,
  NonFiniteError,
  nanCheck,
  registerHostFunction,
  runtimeCounts,
  scan,
  setNanCheck,
  softmax,
  tensor,
  type Tensor,
  Variable,
  variableGrads,
  where,
  whileLoop,
  withLayerPath,
} from '@neurite/core'
import { Dense, Layer, LSTM, Sequential } from '@neurite/nn'
import { afterEach, expect, test, vi } from 'vitest'
import { onEachBackend } from '../backends/each-backend.ts'

afterEach(() => setNanCheck(false))

/** The message of the NonFiniteError that a read throws. */
async function fault(read: () => Promise<unknown>): Promise<string> {
  const error: unknown = await read().then(
    (value) => expect.fail(`expected an error, got ${String(value)}`),
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(NonFiniteError)
  return (error as NonFiniteError).message
}

/** The line of this file on which the caller stands, and the ones below it. */
const lineHere = (below = 0): string => {
  const [, , caller] = new Error().stack!.split('\n')
  return `nan-check.test.ts:${Number(/:(\d+):\d+\)?$/.exec(caller!)![1]) + below}:`
}

onEachBackend('nanCheck', (current) => {
  test('names the line, the types and the layer of log(0), deep in a compiled training step', async () => {
    const w = new Variable([1, 1], { path: 'model/w' })
    const steps = new Variable(0)
    let line = ''
    const distance = (x: Tensor): Tensor => {
      line = lineHere(1)
      return x.log().sub(x.log())
    }
    const hidden = (x: Tensor): Tensor => withLayerPath('model', () => withLayerPath('model/distance', () => distance(x)))
    const train = compile(
      (x: Tensor) => {
        const { value, grads } = variableGrads(() => hidden(x.mul(w.value)).square().sum(), [w])
        w.assign(w.value.sub(grads[0]!.mul(0.1)))
        steps.assign(steps.value.add(1))
        return value
      },
      { name: 'train', nanCheck: true },
    )
    expect(await train(tensor([1, 2])).item()).toBe(0)
    const message = await fault(() => train(tensor([1, 0])).item())
    expect(message).toMatch(/^train: log\(float32\[2\]\) -> float32\[2\] gave Infinity out of a finite operand/)
    expect(message).toContain(line)
    expect(message).toContain('in layer model/distance')
    expect(message).toContain('keep the operand above 0')
    expect([...(await w.data())]).toEqual([1, 1])
    expect(await steps.value.item()).toBe(1)
    expect(await train(tensor([1, 2])).item()).toBe(0)
    expect(await steps.value.item()).toBe(2)
  })

  test('without infinity the first NaN is named instead', async () => {
    const step = nanCheck((x: Tensor) => x.log().sub(x.log()), { infinity: false, name: 'step' })
    expect(await fault(() => step(tensor([1, 0])).data())).toMatch(
      /^step: sub\(float32\[2\], float32\[2\]\) -> float32\[2\] gave NaN out of operands without NaN \(greatest magnitude: Infinity, Infinity\)/,
    )
    const infinite = nanCheck((x: Tensor) => x.log(), { infinity: false })
    expect(await infinite(tensor([1, 0])).array()).toEqual([0, -Infinity])
  })

  test('a fault in a gradient is named by the line that called for the operation', async () => {
    const w = new Variable([4, 0], { path: 'w' })
    let line = ''
    const step = nanCheck(() => {
      const { value, grads } = variableGrads(() => {
        line = lineHere(1)
        const root = withLayerPath('root', () => w.value.sqrt())
        return root.sum()
      }, [w])
      w.assign(w.value.sub(grads[0]!))
      return value
    })
    const message = await fault(() => step().item())
    expect(message).toContain(`${line}`)
    expect(message).toContain('in the gradient of sqrt')
    expect(message).toContain('in layer root')
    expect([...(await w.data())]).toEqual([4, 0])
  })

  test('a clean function gives the same values, in one program more', async () => {
    const run = (isChecked: boolean) => {
      const w = new Variable([
        [0.5, -1],
        [2, 0.25],
      ])
      const step = compile(
        (x: Tensor) => {
          const { value, grads } = variableGrads(() => softmax(x.matmul(w.value)).log().mean().neg(), [w])
          w.assign(w.value.sub(grads[0]!))
          return value
        },
        { nanCheck: isChecked },
      )
      return { step, w }
    }
    const [checked, plain] = [run(true), run(false)]
    const x = tensor([
      [1, -2],
      [0.5, 3],
    ])
    for (let i = 0; i < 3; i++) expect(await checked.step(x).item()).toBe(await plain.step(x).item())
    expect([...(await checked.w.data())]).toEqual([...(await plain.w.data())])
    const before = runtimeCounts(current()).compiles
    await checked.step(x).item()
    await plain.step(x).item()
    expect(runtimeCounts(current()).compiles).toBe(before)
  })

  test('repeat stops before the first bad run', async () => {
    const v = new Variable(3)
    const step = nanCheck(
      () => {
        v.assign(v.value.sub(1))
        return v.value.log()
      },
      { name: 'countdown' },
    )
    expect(await fault(() => step.repeat(10).item())).toMatch(/^countdown: log\(float32\[\]\)/)
    expect(await v.value.item()).toBe(1)
  })

  test('several runs in flight: what comes after a bad one does not run', async () => {
    const v = new Variable([1, 1])
    const step = nanCheck((x: Tensor) => v.assign(v.value.div(x)))
    for (const x of [2, 0, 4]) step(tensor([1, x]))
    expect(await fault(() => v.data())).toContain('div(float32[2], float32[2])')
    expect([...(await v.data())]).toEqual([1, 0.5])
  })

  test('inside scan: the step, the line inside and the loop', async () => {
    let [inside, loop] = ['', '']
    const sums = nanCheck((x: Tensor) => {
      loop = lineHere(1)
      return scan(
        (sum: Tensor, element: Tensor) => {
          inside = lineHere(1)
          const next = sum.add(element.sqrt())
          return [next, next] as const
        },
        tensor(0),
        x,
      )[1]
    })
    expect(await sums(tensor([1, 4, 9])).array()).toEqual([1, 3, 6])
    const message = await fault(() => sums(tensor([1, 4, -9, -1])).data())
    expect(message).toMatch(/sqrt\(float32\[\]\) -> float32\[\] gave NaN out of a finite operand \(greatest magnitude: 9\)/)
    expect(message).toContain('inside step 2 of scan')
    expect(message).toContain(inside)
    expect(message).toContain(loop)
  })

  test('inside a reversed scan the last element comes first', async () => {
    const logs = nanCheck((x: Tensor) => {
      const step = (sum: Tensor, element: Tensor) => [sum.add(element.log()), sum] as const
      return scan(step, tensor(0), x, { reverse: true })[0]
    })
    expect(await fault(() => logs(tensor([0, 1, 0, 1])).item())).toContain('inside step 2 of scan')
  })

  test('inside a scan inside a scan, and in its gradient', async () => {
    const nested = (x: Tensor): Tensor =>
      scan(
        (sum: Tensor, row: Tensor) => {
          const inner = (product: Tensor, element: Tensor) => [product.mul(element.sqrt()), product] as const
          return [sum.add(scan(inner, tensor(1), row)[0]), sum] as const
        },
        tensor(0),
        x,
      )[0]
    const rows = [
      [1, 4],
      [4, 4],
      [9, -1],
    ]
    expect(await nanCheck(nested)(tensor(rows.slice(0, 2))).item()).toBe(6)
    const message = await fault(() => nanCheck(nested)(tensor(rows)).item())
    expect(message).toMatch(/inside step 1 of scan.*, inside step 2 of scan/)
    const slope = nanCheck(grad(nested))
    expect(
      await fault(() =>
        slope(
          tensor([
            [1, 4],
            [0, 4],
          ]),
        ).data(),
      ),
    ).toMatch(/in the gradient of sqrt.*inside step 1 of scan/)
  })

  test('inside the branch that ran, and not the other', async () => {
    const choose = nanCheck((x: Tensor) =>
      cond(
        x.greater(0),
        (y: Tensor) => y.sqrt(),
        (y: Tensor) => y.log().add(y.neg().sqrt()),
        x,
      ),
    )
    expect(await choose(tensor(4)).item()).toBe(2)
    expect(await fault(() => choose(tensor(-4)).item())).toMatch(/log\(float32\[\]\).*gave NaN.*inside cond/)
  })

  test('inside while: the body, and the test that ends the loop', async () => {
    const shrink = nanCheck((x: Tensor) =>
      whileLoop(
        (y: Tensor) => y.greater(-3),
        (y: Tensor) => y.sqrt().sub(2),
        x,
      ),
    )
    expect(await shrink(tensor(-5)).item()).toBe(-5)
    expect(await fault(() => shrink(tensor(9)).item())).toMatch(/sqrt\(float32\[\]\).*greatest magnitude: 1\).*inside while/)
    const ended = nanCheck((x: Tensor) =>
      whileLoop(
        (y: Tensor) => y.sqrt().greater(1),
        (y: Tensor) => y.sub(4),
        x,
      ),
    )
    expect(await ended(tensor(4)).item()).toBe(0)
    expect(await fault(() => ended(tensor(7)).item())).toMatch(/sqrt\(float32\[\]\).*greatest magnitude: 1\).*inside while/)
  })

  test('inside composites and stated gradients', async () => {
    const logOf = nanCheck((x: Tensor) => composite('logOf', [x], (y) => y!.log()))
    expect(await fault(() => logOf(tensor(0)).item())).toContain('log(float32[])')
    const inverse = customGradient(
      (x: Tensor) => x.neg(),
      ({ operands: [x], cotangent }) => [cotangent.div(x)],
    )
    const slope = nanCheck(grad((x: Tensor) => inverse(x)))
    expect(await slope(tensor(2)).item()).toBe(0.5)
    expect(await fault(() => slope(tensor(0)).item())).toContain('div(float32[], float32[])')
  })

  test('literal infinities, empty tensors, integers and maxima over nothing are no fault', async () => {
    const masked = nanCheck((x: Tensor, mask: Tensor) => {
      const scores = where(mask, x, -Infinity)
      return { soft: softmax(scores), most: scores.max(), whole: x.cast('int32').add(1) }
    })
    const { soft, most, whole } = masked(tensor([1, 2]), tensor([true, false]))
    expect(await soft.array()).toEqual([1, 0])
    expect(await most.item()).toBe(1)
    expect(await whole.array()).toEqual([2, 3])
    const empty = nanCheck((x: Tensor) => [x.max(), x.log().sum()])
    expect(await empty(tensor([], { dtype: 'float32' }))[1]!.item()).toBe(0)
  })

  test('NaN that comes in is named where it reaches a result, and no fault where it does not', async () => {
    const w = new Variable([1, NaN], { path: 'model/w' })
    const add = nanCheck((batch: { x: Tensor }) => batch.x.add(w.value), { name: 'add' })
    expect(await fault(() => add({ x: tensor([1, 2]) }).data())).toMatch(
      /^add: NaN comes in with the variable model\/w \(float32\[2\]\)/,
    )
    expect(await fault(() => add({ x: tensor([NaN, 2]) }).data())).toMatch(/NaN comes in with args\[0\]\.x \(float32\[2\]\)/)
    const cleaned = nanCheck((x: Tensor) => where(x.notEqual(x), 0, x))
    expect(await cleaned(tensor([1, NaN])).array()).toEqual([1, 0])
  })

  test('setNanCheck covers compiled functions made before and single operations; a function may refuse', async () => {
    const log = compile((x: Tensor) => x.log(), { name: 'log' })
    const unchecked = compile((x: Tensor) => x.log(), { nanCheck: false })
    expect(await log(tensor(0)).item()).toBe(-Infinity)
    setNanCheck(true)
    expect(await fault(() => log(tensor(0)).item())).toMatch(/^log: log\(/)
    expect(await unchecked(tensor(0)).item()).toBe(-Infinity)
    const line = lineHere(1)
    const single = tensor([1, 0]).div(0)
    const message = await fault(() => single.data())
    expect(message).toMatch(/^div\(float32\[2\], float32\[2\]\) -> float32\[2\] gave NaN/)
    expect(message).toContain(line)
    expect(await tensor([1, 2]).log().exp().sum().item()).toBeCloseTo(3)
    setNanCheck(false)
    expect(await log(tensor(0)).item()).toBe(-Infinity)
  })

  test('a checked function inside another has the whole program checked', async () => {
    const inner = nanCheck((x: Tensor) => x.add(1))
    const outer = compile((x: Tensor) => inner(x).log(), { name: 'outer' })
    expect(await outer(tensor(0)).item()).toBe(0)
    expect(await fault(() => outer(tensor(-1)).item())).toMatch(/^outer: log\(/)
  })

  test('fit: the layer of a fault is named, and the weights stay', async () => {
    class Logarithm extends Layer {
      static override readonly className = 'Logarithm'
      protected override call(x: Tensor): Tensor {
        return x.sub(x).log()
      }
    }
    const model = new Sequential([new Dense(3, { inputShape: [2] }), new Logarithm(), new Dense(1)], { name: 'bad' })
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError', backend: current() })
    const before = await Promise.all(model.weights.map((weight) => weight.data()))
    setNanCheck(true)
    const x = [
      [1, 2],
      [3, 4],
    ]
    await expect(model.fit(x, [[1], [2]], { verbose: 0 })).rejects.toThrow(/log\(float32\[2, 3\]\).*in layer bad\/logarithm/)
    setNanCheck(false)
    expect(await Promise.all(model.weights.map((weight) => weight.data()))).toEqual(before)
  })

  test('model.compile({ nanCheck }) names the layer and the line where the loss becomes NaN, in every kind of step', async () => {
    let line = ''
    class Distance extends Layer {
      static override readonly className = 'Distance'
      protected override call(x: Tensor): Tensor {
        line = lineHere(1)
        return x.sum(-1, { keepDims: true }).sqrt()
      }
    }
    const make = (isChecked: boolean | undefined): Sequential => {
      const model = new Sequential([new Dense(3, { inputShape: [2], kernelInitializer: 'ones' }), new Distance()], {
        name: 'bad',
      })
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', backend: current(), nanCheck: isChecked })
      return model
    }
    const [good, x, y] = [
      [[1, 2]],
      [
        [1, 2],
        [-3, 1],
      ],
      [[1], [2]],
    ]
    const model = make(true)
    await model.fit(good, [[3]], { verbose: 0 })
    const before = await Promise.all(model.variables.map((variable) => variable.data()))
    const steps: Readonly<Record<string, (of: Sequential) => Promise<unknown>>> = {
      fit: (of) => of.fit(x, y, { verbose: 0 }),
      'fit in batches': (of) => of.fit(() => [[x, y] as const], { verbose: 0 }),
      evaluate: (of) => of.evaluate(x, y),
      trainOnBatch: (of) => of.trainOnBatch(x, y),
      testOnBatch: (of) => of.testOnBatch(x, y),
    }
    for (const [name, step] of Object.entries(steps)) {
      const message = await fault(() => step(model))
      expect(message, name).toMatch(/^bad\.\w+: sqrt\(float32\[2, 1\]\) -> float32\[2, 1\] gave NaN/)
      expect(message, name).toContain('in layer bad/distance')
      expect(message, name).toContain(line)
      expect(await Promise.all(model.variables.map((variable) => variable.data())), name).toEqual(before)
    }
    await model.fit(good, [[3]], { verbose: 0 })
    // As without the check: the loss is NaN, or an error that says so and no more.
    await expect(make(undefined).fit(x, y, { verbose: 0 })).rejects.toThrow(/^bad\.fit: the loss became NaN/)
    expect((await make(undefined).evaluate(x, y)).loss).toBeNaN()
    await setNanCheck(true)
    expect((await make(false).evaluate(x, y)).loss).toBeNaN()
    expect(await fault(() => make(undefined).evaluate(x, y))).toContain('in layer bad/distance')
  })

  test('fit: layers of many kinds train clean', async () => {
    setNanCheck(true)
    const model = new Sequential([new LSTM(3, { inputShape: [4, 2] }), new Dense(2, { activation: 'softmax' })])
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'], backend: current() })
    const x = Array.from({ length: 6 }, (_, i) => Array.from({ length: 4 }, (__, j) => [i / 6, j / 4]))
    const { history } = await model.fit(x, [0, 1, 0, 1, 0, 1], { epochs: 2, verbose: 0 })
    expect(history['loss']!.every(Number.isFinite)).toBe(true)
  })

  test('what fails for another reason is reported as without the check', async () => {
    registerHostFunction('refuses', () => {
      throw new Error('not today')
    })
    const refused = async (isChecked: boolean): Promise<string> => {
      const step = compile((x: Tensor) => hostCall('refuses', [x.exp()], [{ shape: [], dtype: 'float32' }])[0]!, {
        nanCheck: isChecked,
      })
      try {
        return `${await step(tensor(1)).item()}`
      } catch (error) {
        return String(error)
      }
    }
    expect(await refused(true)).toContain('Error')
    expect(await refused(true)).toBe(await refused(false))
  })

  test('float16 and float64 overflow each at their own limit', async () => {
    const square = nanCheck((x: Tensor) => x.mul(x))
    expect(await square(tensor(1e30, { dtype: 'float64' })).item()).toBeCloseTo(1e60, -50)
    expect(await fault(() => square(tensor(1e200, { dtype: 'float64' })).item())).toContain('mul(float64[], float64[])')
    expect(await square(tensor(100, { dtype: 'float16' })).item()).toBe(10000)
    expect(await fault(() => square(tensor(300, { dtype: 'float16' })).item())).toContain('greatest magnitude: 300, 300')
    const narrow = nanCheck((x: Tensor) => x.cast('float16'))
    expect(await fault(() => narrow(tensor(70000)).item())).toMatch(/cast\(float32\[\]\) -> float16\[\].*keep the wider dtype/)
  })
})

test('dataSync says what to await while the check is not loaded, and works from then on', async () => {
  vi.resetModules()
  const { compile: fresh, setBackend, setNanCheck: check, tensor: make } = await import('@neurite/core')
  const { cpu } = await import('@neurite/backend-cpu')
  await setBackend(cpu())
  const log = (isChecked: boolean) => fresh((x: Tensor) => x.log(), { nanCheck: isChecked })(make([1, 0]))
  expect([...log(false).dataSync()]).toEqual([0, -Infinity])
  const first = log(true)
  expect(() => first.dataSync()).toThrow(/^tensor\.dataSync: .*await setNanCheck\(true\)/)
  await expect(first.data()).rejects.toThrow(/gave Infinity/)
  await check(true)
  expect(() => log(true).dataSync()).toThrow(/log\(float32\[2\]\) -> float32\[2\] gave Infinity/)
  expect(() => make([1, 0]).log().dataSync()).toThrow(/gave Infinity/)
  expect([...make([1, 2]).add(1).dataSync()]).toEqual([2, 3])
})

test('a setting that is none is refused', () => {
  // As from JavaScript.
  const setting: unknown = { infinity: 'no' }
  expect(() => setNanCheck(setting as boolean)).toThrow(/setNanCheck: nanCheck must be true, false or \{ infinity: boolean \}/)
})
