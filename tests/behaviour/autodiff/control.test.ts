/** Loops and branches through the API: what they compute, their gradients against central differences, and misuse. */
import { cpu } from '@neurite/backend-cpu'
import {
  compile,
  cond,
  grad,
  iota,
  scan,
  softmax,
  tensor,
  Tensor,
  Variable,
  variableGrads,
  whileLoop,
  zeros,
  zerosLike,
} from '@neurite/core'
import { expect, test } from 'vitest'
import { onEachBackend } from '../backends/each-backend.ts'
import { expectTwoGradients, scattered } from './central-differences.ts'

const runningSum = (sum: Tensor, x: Tensor): [Tensor, Tensor] => [sum.add(x), sum.add(x)]

/** A recurrent network: h' = tanh(x W + h U + b), over 4 steps, a batch of 2, 3 features and 2 units. */
const recurrent =
  (reverse: boolean) =>
  (xs?: Tensor, h?: Tensor, w?: Tensor, u?: Tensor, b?: Tensor): Tensor => {
    const step = (state: Tensor, x: Tensor): [Tensor, Tensor] => {
      const next = x.matmul(w!).add(state.matmul(u!)).add(b!).tanh()
      return [next, next.mul(state)]
    }
    const [last, outputs] = scan(step, h!, xs!, { reverse })
    return outputs.sum(0).add(last.square())
  }

const recurrentInputs = (): Tensor[] => [
  scattered([4, 2, 3]),
  scattered([2, 2], 2),
  scattered([3, 2], 3),
  scattered([2, 2], 4),
  scattered([2], 5),
]

onEachBackend('scan', () => {
  test('carries values on, and stacks outputs', async () => {
    const [total, sums] = scan(runningSum, tensor(0), tensor([1, 2, 3]))
    expect(await total.item()).toBe(6)
    expect(await sums.array()).toEqual([1, 3, 6])
    const [, backwards] = scan(runningSum, tensor(0), tensor([1, 2, 3]), { reverse: true })
    expect(await backwards.array()).toEqual([6, 5, 3])
  })

  test('over nests, of several dtypes, with tensors from outside', async () => {
    const factor = tensor(10)
    const [{ count, total }, [doubled]] = scan(
      (sums, { x, isUsed }) => [
        {
          count: sums.count.add(isUsed.cast('int32')),
          total: sums.total.add(x.mul(factor).mul(isUsed.cast('float32'))),
        },
        [x.mul(2)] as const,
      ],
      { count: tensor(0, { dtype: 'int32' }), total: tensor([0, 0]) },
      {
        x: tensor([
          [1, 2],
          [3, 4],
          [5, 6],
        ]),
        isUsed: tensor([1, 0, 1], { dtype: 'bool' }),
      },
    )
    expect(await count.item()).toBe(2)
    expect(await total.array()).toEqual([60, 80])
    expect(await doubled.array()).toEqual([
      [2, 4],
      [6, 8],
      [10, 12],
    ])
  })

  test('without sequences, and of no length', async () => {
    const step = ([a, b]: readonly [Tensor, Tensor]): [readonly [Tensor, Tensor], Tensor] => [[b, a.add(b)], a]
    const [, fibonacci] = scan(step, [tensor(0), tensor(1)] as const, undefined, { length: 8 })
    expect(await fibonacci.array()).toEqual([0, 1, 1, 2, 3, 5, 8, 13])
    const [last, none] = scan(runningSum, tensor(5), zeros([0]))
    expect(await last.item()).toBe(5)
    expect(none.shape).toEqual([0])
    expect(await none.array()).toEqual([])
  })

  test('inside compile, with the variables that the step reads', async () => {
    const w = new Variable([2])
    const run = compile((xs: Tensor) => {
      const [last] = scan((h: Tensor, x: Tensor) => [h.mul(w.value).add(x), []] as const, zeros([1]), xs)
      w.assign(last)
      return last
    })
    expect(await run(tensor([[1], [2], [3]])).array()).toEqual([11])
    expect(await w.data()).toEqual(Float32Array.of(11))
    expect(await run(tensor([[1], [0], [0]])).array()).toEqual([121])
  })

  test('a long loop is one step of the program', async () => {
    const [total] = scan((sum: Tensor, x: Tensor) => [sum.add(x), []] as const, tensor(0, { dtype: 'int32' }), iota([5000]))
    expect(await total.item()).toBe((5000 * 4999) / 2)
  })

  test('on a backend that is not the default, with its gradient', async () => {
    const other = cpu()
    try {
      const x = tensor([1, 2, 3]).to(other)
      const last = (xs: Tensor): Tensor => {
        const [sum] = scan((s: Tensor, e: Tensor) => [s.add(e.mul(xs.sum())), []] as const, zerosLike(xs.sum()), xs)
        const halved = cond(
          sum.greater(0),
          (t) => t.mul(xs.sum()),
          (t) => t,
          sum,
        )
        return whileLoop(
          (t) => t.less(xs.sum()),
          (t) => t.add(1),
          zerosLike(sum),
        )
          .stopGradient()
          .add(halved)
      }
      expect(last(x).backend).toBe(other)
      expect(await last(x).item()).toBe(6 ** 3 + 6)
      expect(await grad(last)(x).array()).toEqual([3 * 6 ** 2, 3 * 6 ** 2, 3 * 6 ** 2])
    } finally {
      await other.dispose()
    }
  })

  test('misuse is an error', () => {
    const x = tensor([1, 2, 3])
    expect(() => scan(runningSum, tensor(0), undefined as unknown as Tensor)).toThrow(/^scan: give sequences, or the length/)
    expect(() => scan(() => [[], []] as const, [], undefined, { length: -1 })).toThrow(
      /^scan: length must be a whole number, got -1/,
    )
    expect(() => scan((sum: Tensor) => [sum, sum] as const, tensor(0), [x, tensor([1])])).toThrow(
      /^scan: every sequence needs 3 elements along axis 0, got shape \[1\]/,
    )
    expect(() => scan((sum: Tensor) => [sum, sum] as const, tensor(0), tensor(3), { length: 3 })).toThrow(
      /^scan: every sequence needs 3 elements along axis 0, got shape \[\]/,
    )
    expect(() => scan((sum: Tensor) => [[sum] as unknown as Tensor, sum] as const, tensor(0), x)).toThrow(
      /^scan: the step must return \[carried values, output\] and keep the carried structure, expected \*, got \[\*\]/,
    )
    expect(() => scan((sum: Tensor) => [sum.cast('int32'), sum] as const, tensor(0), x)).toThrow(
      /^scan: the next carried value 0 is int32\[\], expected float32\[\]; keep shape and dtype the same/,
    )
    expect(() => scan((sum: Tensor) => [sum, 1 as unknown as Tensor] as const, tensor(0), x)).toThrow(
      /^scan: .* must be tensors, .* got the number 1; use tensor\(1\)/,
    )
    const w = new Variable(1)
    const assigning = compile(() => {
      scan((sum: Tensor) => [(w.assign(sum), sum), []] as const, tensor(0), x)
    })
    expect(() => assigning()).toThrow(/cannot be assigned inside scan/)
  })
})

onEachBackend('gradients of scan', () => {
  test.each([false, true])('of a recurrent network, by all that it uses; reverse %s', async (reverse) => {
    await expectTwoGradients(recurrent(reverse), ...recurrentInputs())
  })

  test('inside compile', async () => {
    const slopes = compile((xs: Tensor, h: Tensor, w: Tensor, u: Tensor, b: Tensor) =>
      grad((inputs: readonly Tensor[]) => recurrent(false)(...inputs).sum())([xs, h, w, u, b]),
    )
    const [xs, h, w, u, b] = recurrentInputs() as [Tensor, Tensor, Tensor, Tensor, Tensor]
    const plain = grad((inputs: readonly Tensor[]) => recurrent(false)(...inputs).sum())([xs, h, w, u, b])
    for (const [index, given] of slopes(xs, h, w, u, b).entries()) {
      const expected = await plain[index]!.data()
      ;(await given.data()).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12))
    }
  })

  test('of variables that the step reads', async () => {
    const w = new Variable(3)
    const loss = (): Tensor =>
      scan((h: Tensor, x: Tensor) => [h.mul(w.value).add(x), []] as const, tensor(0), tensor([1, 2, 4]))[0]
    const { value, grads } = variableGrads(loss, [w])
    // w² + 2 w + 4, and 2 w + 2.
    expect(await value.item()).toBe(19)
    expect(await grads[0]!.item()).toBe(8)
    const train = compile(() => {
      const { grads: slopes } = variableGrads(loss, [w])
      w.assign(w.value.sub(slopes[0]!.mul(0.5)))
    })
    train()
    expect(await w.data()).toEqual(Float32Array.of(-1))
  })

  test('only the last carried value, or only the outputs, may be used', async () => {
    await expectTwoGradients((x) => scan(runningSum, zerosLike(x!.sum()), x!.square())[0], scattered([4]))
    await expectTwoGradients((x) => scan(runningSum, zerosLike(x!.sum()), x!.square())[1], scattered([4]))
    await expectTwoGradients(
      (x) => scan((sum: Tensor) => [sum, sum.mul(sum)] as const, x!, undefined, { length: 3 })[1],
      scattered([2]),
    )
  })

  test('values that are only handed on, and dtypes without gradients', async () => {
    await expectTwoGradients(
      (x, y) => {
        const [[a, b, count]] = scan(
          ([p, q, n]: readonly [Tensor, Tensor, Tensor], [e, i]: readonly [Tensor, Tensor]) =>
            [[q, p.mul(e), n.add(i)], []] as const,
          [x!.sum(), y!.sum(), tensor(0, { dtype: 'int32' })] as const,
          [x!, iota([3])] as const,
        )
        return a.add(b.mul(count.cast('float64')))
      },
      scattered([3]),
      scattered([3], 2),
    )
  })

  test('of no length: carried values pass, the rest gets 0', async () => {
    const f = (h: Tensor, xs: Tensor, w: Tensor): Tensor =>
      scan((s: Tensor, x: Tensor) => [s.mul(w).add(x), s] as const, h, xs)[0]
    await expectTwoGradients((h, w) => f(h!, zeros([0], 'float64'), w!), scattered([]), scattered([], 2))
    const slopes = grad(([h, xs, w]: readonly [Tensor, Tensor, Tensor]) => f(h, xs, w))([tensor(2), zeros([0]), tensor(3)])
    expect(await Promise.all(slopes.map((g) => g.array()))).toEqual([1, [], 0])
  })

  test('loops in loops, composites, and what stops gradients inside', async () => {
    const outer = (total: Tensor, row: Tensor): [Tensor, Tensor] => {
      const [inner] = scan((product: Tensor, x: Tensor) => [product.mul(x).add(total), []] as const, total.add(1), row)
      return [inner, softmax(row).mul(inner)]
    }
    await expectTwoGradients((x) => scan(outer, x!.sum().mul(0.1), x!)[1], scattered([3, 2]))
    const stopping = (sum: Tensor, x: Tensor): [Tensor, Tensor] => [sum.add(x.mul(x.stopGradient())), x.stopGradient()]
    const slope = grad((x: Tensor) => {
      const [sum, xs] = scan(stopping, tensor(0), x)
      return sum.add(xs.sum())
    })
    expect(await slope(tensor([1, 2, 3])).array()).toEqual([1, 2, 3])
  })
})

onEachBackend('cond', () => {
  const isPositive = (x: Tensor): Tensor => x.sum().greater(0)

  test('takes one branch, with operands and tensors from outside', async () => {
    const [ten, two] = [tensor(10), tensor(2)]
    const choose = (x: Tensor): { y: Tensor } =>
      cond(
        isPositive(x),
        (t) => ({ y: t.mul(ten) }),
        (t) => ({ y: t.div(two).sub(ten) }),
        x,
      )
    expect(await choose(tensor([1, 2])).y.array()).toEqual([10, 20])
    expect(await choose(tensor([-4, 2])).y.array()).toEqual([-12, -9])
    const compiled = compile((x: Tensor) => choose(x).y)
    expect(await compiled(tensor([1, 2])).array()).toEqual([10, 20])
    expect(await compiled(tensor([-4, 2])).array()).toEqual([-12, -9])
  })

  test('its gradient is that of the branch, with zeros for what only the other uses', async () => {
    const f = (x?: Tensor, w?: Tensor, v?: Tensor): Tensor =>
      cond(
        isPositive(x!),
        (t) => t.mul(w!).square(),
        (t) => t.mul(t).mul(t).add(v!),
        x!,
      )
    const [w, v] = [scattered([2], 3), scattered([2], 4)]
    await expectTwoGradients(f, tensor([0.5, 0.25], { dtype: 'float64' }), w, v)
    await expectTwoGradients(f, tensor([-0.5, 0.25], { dtype: 'float64' }), w, v)
  })

  test('inside a loop, with dtypes that have no gradient', async () => {
    const step = (sum: Tensor, [x, i]: readonly [Tensor, Tensor]): [Tensor, Tensor] => {
      const next = cond(
        i.mod(2).equal(0),
        (t, n) => t.mul(x).mul(n.add(1).cast('float64')),
        (t) => t.add(x.square()),
        sum,
        i,
      )
      return [next, next.sin()]
    }
    await expectTwoGradients((x) => scan(step, x!.sum(), [x!, iota([4])] as const)[1], scattered([4]))
  })

  test('where only one branch depends on the input', async () => {
    const slope = grad((x: Tensor) =>
      cond(
        x.greater(0),
        (t) => t.mul(3),
        (t) => zerosLike(t),
        x,
      ),
    )
    expect(await slope(tensor(2)).item()).toBe(3)
    expect(await slope(tensor(-2)).item()).toBe(0)
  })

  test('misuse is an error', () => {
    const x = tensor([1, 2])
    const same = (t: Tensor): Tensor => t
    expect(() => cond(x.greater(0), same, same, x)).toThrow(/^cond: the condition must be a bool scalar, got bool\[2\]/)
    expect(() => cond(x.sum(), same, same, x)).toThrow(/^cond: the condition must be a bool scalar, got float32\[\]/)
    expect(() => cond(isPositive(x), same, (t) => t.sum(), x)).toThrow(
      /^cond: the second branch's result 0 is float32\[\], expected float32\[2\]; keep shape and dtype the same/,
    )
    expect(() => cond<[Tensor], Tensor | Tensor[]>(isPositive(x), same, (t) => [t, t], x)).toThrow(
      /^cond: both branches must return one structure, expected \*, got \[\*,\*\]/,
    )
  })
})

onEachBackend('whileLoop', () => {
  test('runs as long as the condition holds, and no longer than allowed', async () => {
    const limit = tensor(100)
    const grow = (start: number, maxIterations?: number): { x: Tensor; rounds: Tensor } =>
      whileLoop(
        ({ x }) => x.less(limit),
        ({ x, rounds }) => ({ x: x.mul(2), rounds: rounds.add(1) }),
        { x: tensor(start), rounds: tensor(0, { dtype: 'int32' }) },
        maxIterations === undefined ? {} : { maxIterations },
      )
    const read = async ({ x, rounds }: { x: Tensor; rounds: Tensor }) => [await x.item(), await rounds.item()]
    expect(await read(grow(3))).toEqual([192, 6])
    expect(await read(grow(200))).toEqual([200, 0])
    expect(await read(grow(3, 2))).toEqual([12, 2])
    expect(await read(grow(3, 0))).toEqual([3, 0])
  })

  test('inside compile: a root by iteration', async () => {
    const root = compile((a: Tensor) =>
      whileLoop(
        (x) => x.square().sub(a).abs().greater(1e-4),
        (x) => x.add(a.div(x)).mul(0.5),
        a,
        { maxIterations: 50 },
      ),
    )
    expect(await root(tensor(2)).item()).toBeCloseTo(Math.SQRT2, 4)
    expect(await root(tensor(81)).item()).toBeCloseTo(9, 4)
  })

  test('misuse is an error', () => {
    const x = tensor(1)
    expect(() =>
      whileLoop(
        (t) => t.less(3),
        (t) => t.add(1),
        x,
        { maxIterations: -1 },
      ),
    ).toThrow(/^whileLoop: maxIterations must be a whole number, got -1/)
    expect(() =>
      whileLoop(
        (t) => t,
        (t) => t.add(1),
        x,
      ),
    ).toThrow(/^whileLoop: the condition must be a bool scalar, got float32\[\]/)
    expect(() =>
      whileLoop(
        (t) => t.less(3),
        (t) => t.expandDims(0),
        x,
      ),
    ).toThrow(/^whileLoop: the next carried value 0 is float32\[1\], expected float32\[\]/)
    expect(() =>
      whileLoop(
        ([t]: readonly Tensor[]) => t!.less(3),
        (t) => [...t, ...t],
        [x],
      ),
    ).toThrow(/^whileLoop: the body must keep the carried structure, expected \[\*\], got \[\*,\*\]/)
  })
})
