/** Models drawn up from symbolic tensors: several ends, shared layers, models inside models, and what is wrong with a drawing. */
import { cpu } from '@neurite/backend-cpu'
import { ArgumentError, DataError, DTypeError, setBackend, ShapeError, tensor, type Tensor } from '@neurite/core'
import { beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import { Dense } from '../layers/dense.ts'
import { Dropout } from '../layers/dropout.ts'
import { type BatchShape, Layer, type LayerOptions } from '../layers/layer.ts'
import type { LayerClasses } from '../layers/layer-classes.ts'
import { setRandomSeed } from '../random/seed.ts'
import { input } from './input.ts'
import { Model } from './model.ts'
import { modelFromConfig } from './model-from-config.ts'
import { Sequential } from './sequential.ts'
import { SymbolicTensor } from './symbolic-tensor.ts'

beforeAll(() => setBackend(cpu()))

/** The sum of two tensors. */
class Sum extends Layer<readonly [Tensor, Tensor]> {
  static override readonly className = 'Sum'

  protected override get takesNest(): boolean {
    return true
  }

  override computeOutputShape([a]: readonly [BatchShape, BatchShape]): BatchShape {
    return a
  }

  protected override call([a, b]: readonly [Tensor, Tensor]): Tensor {
    return a.add(b)
  }
}

/** The halves of the last axis, by name. */
class Halves extends Layer<Tensor, { readonly left: Tensor; readonly right: Tensor }> {
  static override readonly className = 'Halves'

  override computeOutputShape(shape: BatchShape): { readonly left: BatchShape; readonly right: BatchShape } {
    const half = [...shape.slice(0, -1), shape.at(-1)! / 2]
    return { left: half, right: half }
  }

  protected override call(x: Tensor): { readonly left: Tensor; readonly right: Tensor } {
    const [rows, columns] = x.shape as readonly [number, number]
    const parts = x.reshape([rows, 2, columns / 2]).transpose([1, 0, 2])
    return { left: parts.take(0), right: parts.take(1) }
  }
}

const classes: LayerClasses = { Dense, Dropout, Sum, Halves, Sequential }

const sum = (options?: LayerOptions): Sum => new Sum(options)

/** Two inputs by a shared layer, added; the shared layer is used twice. */
function twins() {
  const [a, b] = [input({ shape: [3], name: 'a' }), input({ shape: [3], name: 'b' })]
  const shared = new Dense(4, { name: 'shared' })
  const both = sum({ name: 'both' }).apply([shared.apply(a), shared.apply(b)])
  return { model: new Model({ inputs: [a, b], outputs: new Dense(2, { name: 'head' }).apply(both), name: 'twins' }), shared }
}

const x = tensor([
  [1, 2, 3],
  [-1, 0.5, 4],
])
const y = tensor([
  [0, 1, 0],
  [2, -2, 1],
])

describe('a chain', () => {
  test('computes what its layers do', async () => {
    const image = input({ shape: [3] })
    const [hidden, head] = [new Dense(4, { activation: 'relu' }), new Dense(2)]
    const model = new Model({ inputs: image, outputs: head.apply(hidden.apply(image)) })
    expectTypeOf(model).toEqualTypeOf<Model<Tensor, Tensor>>()
    expect(await model.apply(x).array()).toEqual(await head.apply(hidden.apply(x)).array())
    expect(model.computeOutputShape([null, 3])).toEqual([null, 2])
    expect(model.countParams()).toBe(3 * 4 + 4 + 4 * 2 + 2)
    expect(model.layers.map(({ name }) => name)).toEqual([hidden.name, head.name])
    expect(model.weights.map(({ path }) => path)[0]).toBe(`${model.name}/${hidden.name}/kernel`)
    expect((await model.predict(x)).shape).toEqual([2, 2])
  })

  test('symbolic tensors know their shapes, and layers are built', () => {
    const layer = new Dense(7)
    const out = layer.apply(input({ shape: [null, 3] }))
    expect(out).toBeInstanceOf(SymbolicTensor)
    expect(out.shape).toEqual([null, null, 7])
    expect(layer.built).toBe(true)
  })

  test('training reaches the layers, unless one was applied with its own', async () => {
    setRandomSeed(1)
    const entry = input({ shape: [3] })
    const free = new Model({ inputs: entry, outputs: new Dropout(0.5).apply(entry) })
    const fixed = new Model({ inputs: entry, outputs: new Dropout(0.5).apply(entry, { training: false }) })
    expect(await free.apply(x, { training: true }).array()).not.toEqual(await x.array())
    expect(await fixed.apply(x, { training: true }).array()).toEqual(await x.array())
  })
})

describe('several ends', () => {
  test('inputs in an array, a shared layer has its weights once', async () => {
    const { model, shared } = twins()
    expect(model.weights).toHaveLength(4)
    const outputs = model.apply([x, y])
    const kernel = shared.apply(x).add(shared.apply(y))
    const head = model.getLayer('head') as Dense
    expect(await outputs.array()).toEqual(await head.apply(kernel).array())
  })

  test('ends by name', async () => {
    const [age, name] = [input({ shape: [3] }), input({ shape: [3] })]
    const halves = new Halves({ name: 'halves' }).apply(new Dense(4).apply(sum().apply([age, name])))
    const model = new Model({ inputs: { age, name }, outputs: { low: halves.left, high: halves.right } })
    expectTypeOf(model.apply({ age: x, name: y })).toEqualTypeOf<{ low: Tensor; high: Tensor }>()
    const { low, high } = await model.predict({ age: x, name: y })
    expect([low.shape, high.shape]).toEqual([
      [2, 2],
      [2, 2],
    ])
    expect(model.computeOutputShape({ age: [null, 3], name: [null, 3] })).toEqual({ low: [null, 2], high: [null, 2] })
  })

  test('data for an array of inputs may come by name', async () => {
    const { model } = twins()
    const expected = await (await model.predict([x, y])).array()
    expect(await (await model.predict({ b: y, a: x })).array()).toEqual(expected)
  })

  test('a model inside a model', async () => {
    const { model } = twins()
    const entry = input({ shape: [3], name: 'entry' })
    const stack = new Sequential([new Dense(2, { name: 'last' })], { name: 'stack' })
    const outer = new Model({ inputs: entry, outputs: stack.apply(model.apply([entry, entry])), name: 'outer' })
    expect(outer.weights).toHaveLength(6)
    expect(outer.weights[0]!.path).toBe('outer/twins/shared/kernel')
    expect(await outer.apply(x).array()).toEqual(await stack.apply(model.apply([x, x])).array())
  })

  test('a class with several inputs and outputs inside a drawing', async () => {
    class Cross extends Model<readonly [Tensor, Tensor], { readonly sum: Tensor; readonly product: Tensor }> {
      static override readonly className = 'Cross'
      private readonly dense = this.addLayer(new Dense(2))

      protected override call([a, b]: readonly [Tensor, Tensor]): { readonly sum: Tensor; readonly product: Tensor } {
        return { sum: this.dense.apply(a.add(b)), product: a.mul(b) }
      }
    }
    const [a, b] = [input({ shape: [3] }), input({ shape: [3] })]
    const cross = new Cross()
    const both = cross.apply([a, b])
    expect([both.sum.shape, both.product.shape]).toEqual([
      [null, 2],
      [null, 3],
    ])
    const model = new Model({ inputs: [a, b], outputs: both })
    const [got, expected] = [model.apply([x, y]), cross.apply([x, y])]
    expect(await got.sum.array()).toEqual(await expected.sum.array())
    expect(await got.product.array()).toEqual(await expected.product.array())
  })

  test('a model that begins and ends inside another', async () => {
    const entry = input({ shape: [3] })
    const [first, second, third] = [new Dense(4), new Dense(5), new Dense(6)]
    const middle = first.apply(entry)
    const late = second.apply(middle)
    const whole = new Model({ inputs: entry, outputs: third.apply(late) })
    const part = new Model({ inputs: middle, outputs: late })
    expect(part.layers).toEqual([second])
    expect(whole.layers).toEqual([first, second, third])
    expect(part.apply(tensor([[1, 2, 3, 4]])).shape).toEqual([1, 5])
  })
})

describe('configuration', () => {
  test('through JSON, with shared layers and models inside', async () => {
    const { model } = twins()
    const entry = input({ shape: [3], name: 'entry' })
    const halves = new Halves({ name: 'halves' }).apply(model.apply([entry, new Dense(3, { name: 'turn' }).apply(entry)]))
    const outer = new Model({ inputs: { entry }, outputs: [halves.left, halves.right], name: 'outer' })
    const config = JSON.parse(JSON.stringify(outer.getConfig())) as Record<string, unknown>
    const copy = modelFromConfig(config, classes) as Model<{ entry: Tensor }, readonly Tensor[]>
    expect(copy.getConfig()).toEqual(outer.getConfig())
    expect(copy.weights.map(({ path, shape }) => [path, shape])).toEqual(outer.weights.map(({ path, shape }) => [path, shape]))
    for (const [index, weight] of outer.weights.entries()) copy.weights[index]!.assign(weight.value)
    const [got, expected] = [copy.apply({ entry: x }), outer.apply({ entry: x })]
    expect(await Promise.all(got.map((part) => part.array()))).toEqual(await Promise.all(expected.map((part) => part.array())))
  })

  test('a drawn up model inside a Sequential', () => {
    const entry = input({ shape: [3], name: 'entry' })
    const inner = new Model({ inputs: entry, outputs: new Dense(2).apply(entry) })
    const stack = new Sequential([inner, new Dense(1)])
    const config = JSON.parse(JSON.stringify(stack.getConfig())) as Record<string, unknown>
    const copy = modelFromConfig(config, { Dense })
    expect(copy.built).toBe(true)
    expect(copy.getConfig()).toEqual(stack.getConfig())
  })

  test.each<readonly [string, (config: Record<string, unknown>) => void, string]>([
    [
      'a cycle',
      (config) => ((config['calls'] as { inputs: string }[])[0]!.inputs = 'two/0/0'),
      'modelFromConfig: the layer "one" takes "two/0/0", which is computed later or not at all; the configuration has a cycle, or lacks a layer',
    ],
    [
      'a missing layer',
      (config) => (config['layers'] = []),
      'modelFromConfig: the layer "one" is applied, but is not among the layers of the configuration',
    ],
    [
      'another form',
      (config) => (config['calls'] = 3),
      'modelFromConfig: the configuration of the model must hold arrays of entries, layers and calls; it is damaged',
    ],
  ])('%s', (_, damage, message) => {
    const entry = input({ shape: [3], name: 'entry' })
    const model = new Model({
      inputs: entry,
      outputs: new Dense(3, { name: 'two' }).apply(new Dense(3, { name: 'one' }).apply(entry)),
    })
    const config = JSON.parse(JSON.stringify(model.getConfig())) as Record<string, unknown>
    damage(config)
    expect(() => modelFromConfig(config, classes)).toThrow(new DataError(message))
  })

  test('the class alone cannot make what was drawn up', () => {
    const entry = input({ shape: [3] })
    const model = new Model({ inputs: entry, outputs: new Dense(3).apply(entry) })
    expect(() => Model.fromConfig(model.getConfig())).toThrow(/^Model\.fromConfig: .* make it with modelFromConfig\(config, /)
    expect(() => modelFromConfig({ name: 'nothing' })).toThrow(DataError)
  })

  test('a class that is missing', () => {
    const entry = input({ shape: [3] })
    const model = new Model({ inputs: entry, outputs: new Dense(3).apply(entry) })
    expect(() => modelFromConfig(model.getConfig())).toThrow(
      new ArgumentError('modelFromConfig: the class Dense is missing; pass it as the second argument: { Dense }'),
    )
  })
})

describe('what is wrong is named', () => {
  const entry = input({ shape: [3], name: 'entry' })
  const other = input({ shape: [3], name: 'other' })
  const out = new Dense(2, { name: 'out' }).apply(entry)

  test.each<readonly [string, () => unknown, string]>([
    [
      'an input that is not given',
      () => new Model({ inputs: entry, outputs: sum({ name: 'join' }).apply([entry, other]) }),
      'Model: layer join needs the input "other", which is not among the model\'s inputs; add it to inputs',
    ],
    [
      'an input that is not used',
      () => new Model({ inputs: [entry, other], outputs: out, name: 'net' }),
      'net: no output depends on the input "other"; take it out of inputs, or use it',
    ],
    [
      'an output that is an input',
      () => new Model({ inputs: entry, outputs: [out, other] }),
      'Model: an output is the input "other", which is not among the model\'s inputs; add it to inputs',
    ],
    [
      'an input twice',
      () => new Model({ inputs: [entry, entry], outputs: out }),
      'Model: inputs[1] is there twice; pass each input once',
    ],
    [
      'tensors as inputs',
      () => new Model({ inputs: x as never, outputs: out }),
      'Model: inputs must be a symbolic tensor, got a Tensor; make one with input({ shape: [784] }) and apply layers to it',
    ],
    ['no outputs', () => new Model({ inputs: entry, outputs: [] }), 'Model: outputs is empty; pass at least one symbolic tensor'],
    [
      'two layers of one name',
      () => new Model({ inputs: entry, outputs: new Dense(1, { name: 'out' }).apply(out) }),
      'Model: two layers or inputs are called "out"; give one of them another name',
    ],
    [
      'an unknown option',
      () => new Model({ inputs: entry, output: out } as never),
      'Model: unknown option "output"; did you mean "outputs"?',
    ],
    [
      'the shape of an input',
      () => input({ shape: [0] }),
      'input: shape must hold a positive integer or null per axis, without the batch axis, got [0]; write input({ shape: [784] })',
    ],
    [
      'the dtype of an input',
      () => input({ shape: [1], dtype: 'float23' as never }),
      'input: unknown dtype "float23"; did you mean "float32"?',
    ],
    [
      'a layer by name',
      () => new Model({ inputs: entry, outputs: out, name: 'net' }).getLayer('in'),
      'net.getLayer: no layer is called "in"; there are out',
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(new ArgumentError(message))
  })

  test('numbers between symbolic tensors', () => {
    expect(() => sum({ name: 'join' }).apply([entry, x] as never)).toThrow(
      new DTypeError(
        'join: inputs[1] is a Tensor, other inputs are symbolic; pass symbolic tensors only, such as input({ shape: [784] })',
      ),
    )
  })

  test('a layer that does not fit', () => {
    const flat = new Dense(2, { name: 'flat', inputShape: [3] })
    flat.apply(entry)
    expect(() => flat.apply(input({ shape: [4] }))).toThrow(ShapeError)
    expect(() => flat.apply(input({ shape: [4] }))).toThrow(/^flat: expected the last axis to be 3/)
  })

  test('data of another shape or arrangement', async () => {
    const { model } = twins()
    expect(() => model.apply([x, tensor([[1]])])).toThrow(
      new ShapeError(
        'twins: the model takes input b of shape [batch, 3], got [1, 1]; reshape the data, or change the shape of the input',
      ),
    )
    expect(() => model.apply([x] as never)).toThrow(
      new DataError('twins: the model takes 2 inputs (a, b), got 1; pass them in the structure of its inputs'),
    )
    await expect(model.predict([x])).rejects.toThrow(
      new DataError('twins.predict: x must be an array of 2 items, or a record with a, b, got an array of 1'),
    )
    await expect(model.predict({ a: x, c: y })).rejects.toThrow(/^twins\.predict: x has "c", which the model does not; /)
    await expect(model.predict({ a: x })).rejects.toThrow('twins.predict: x lacks "b"; the model has a, b, so pass one of each')
    await expect(model.predict([x, tensor([[1, 2, 3]])])).rejects.toThrow(
      'twins.predict: x[0] has 2 samples, x[1] has 1; pass as many for every input',
    )
  })

  test('a class without call', () => {
    class Empty extends Model {
      static override readonly className = 'Empty'
    }
    expect(() => new Empty({ name: 'empty' }).apply(x)).toThrow(
      new ArgumentError(
        'empty: the class Empty has no call method; write one, or draw the model up: new Model({ inputs, outputs })',
      ),
    )
  })
})

test('summary with connections', () => {
  const { model } = twins()
  expect(model.summary({ print: () => {} }).split('\n')).toEqual([
    'Model: "twins"',
    '┏━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━┳━━━━━━━━━┳━━━━━━━━━━━━━━┓',
    '┃ Layer (type)   ┃ Output Shape ┃ Param # ┃ Connected to ┃',
    '┡━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━━╇━━━━━━━━━━━━━━┩',
    '│ a (InputLayer) │ [batch, 3]   │       0 │ -            │',
    '├────────────────┼──────────────┼─────────┼──────────────┤',
    '│ b (InputLayer) │ [batch, 3]   │       0 │ -            │',
    '├────────────────┼──────────────┼─────────┼──────────────┤',
    '│ shared (Dense) │ [batch, 4]   │      16 │ a[0][0]      │',
    '│                │              │         │ b[0][0]      │',
    '├────────────────┼──────────────┼─────────┼──────────────┤',
    '│ both (Sum)     │ [batch, 4]   │       0 │ shared[0][0] │',
    '│                │              │         │ shared[1][0] │',
    '├────────────────┼──────────────┼─────────┼──────────────┤',
    '│ head (Dense)   │ [batch, 2]   │      10 │ both[0][0]   │',
    '└────────────────┴──────────────┴─────────┴──────────────┘',
    ' Total params: 26 (104.00 B)',
    ' Trainable params: 26 (104.00 B)',
    ' Non-trainable params: 0 (0.00 B)',
  ])
})
