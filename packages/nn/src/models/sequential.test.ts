/** A stack of layers: built at once where it can be, wrong ones refused by name, and made anew from its configuration. */
import { cpu } from '@neurite/backend-cpu'
import { ArgumentError, setBackend, ShapeError, tensor } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { Dense } from '../layers/dense.ts'
import { Dropout } from '../layers/dropout.ts'
import { Bidirectional } from '../layers/rnn/bidirectional.ts'
import { GRU } from '../layers/rnn/gru.ts'
import { LSTM } from '../layers/rnn/lstm.ts'
import { SimpleRNN } from '../layers/rnn/simple-rnn.ts'
import { Flatten } from '../layers/flatten.ts'
import type { Layer } from '../layers/layer.ts'
import { Sequential } from './sequential.ts'

beforeAll(() => setBackend(cpu()))

const mlp = (): Sequential =>
  new Sequential(
    [
      new Flatten({ inputShape: [28, 28], name: 'pixels' }),
      new Dense(128, { activation: 'relu', name: 'hidden' }),
      new Dropout(0.2, { name: 'drop' }),
      new Dense(10, { activation: 'softmax', name: 'classes' }),
    ],
    { name: 'mlp' },
  )

describe('building', () => {
  test('at once, where the first layer has an inputShape; paths begin with the name of the model', () => {
    const model = mlp()
    expect(model.built).toBe(true)
    expect(model.weights.map(({ path, shape }) => [path, shape])).toEqual([
      ['mlp/hidden/kernel', [784, 128]],
      ['mlp/hidden/bias', [128]],
      ['mlp/classes/kernel', [128, 10]],
      ['mlp/classes/bias', [10]],
    ])
    expect(model.countParams()).toBe(101_770)
    expect(model.computeOutputShape([null, 28, 28])).toEqual([null, 10])
    expect(model.sampleShape).toEqual([28, 28])
  })

  test('at the first use otherwise', () => {
    const model = new Sequential([new Dense(3), new Dense(2)])
    expect(model.built).toBe(false)
    expect(model.apply(tensor([[1, 2, 3, 4]])).shape).toEqual([1, 2])
    expect(model.weights.map(({ shape }) => shape)).toEqual([[4, 3], [3], [3, 2], [2]])
  })

  test('layer by layer, with add', () => {
    const model = new Sequential()
    model.add(new Dense(3, { inputShape: [4] }))
    model.add(new Dense(2))
    expect(model.layers).toHaveLength(2)
    expect(model.weights).toHaveLength(4)
    expect(model.computeOutputShape([7, 4])).toEqual([7, 2])
  })

  test('models are layers', async () => {
    const inner = new Sequential([new Dense(3, { inputShape: [4], name: 'a' })], { name: 'inner' })
    const model = new Sequential([inner, new Dense(2, { name: 'b' })], { name: 'outer' })
    expect(model.sampleShape).toEqual([4])
    expect(model.weights.map(({ path }) => path)).toEqual([
      'outer/inner/a/kernel',
      'outer/inner/a/bias',
      'outer/b/kernel',
      'outer/b/bias',
    ])
    expect((await model.predict([[1, 2, 3, 4]])).shape).toEqual([1, 2])
  })

  test('inputs come in the dtype of the first layer', async () => {
    const model = new Sequential([new Dense(1, { inputShape: [1], dtype: 'float64', kernelInitializer: 'ones' })])
    expect(await model.apply(tensor([[1 + 2 ** -40]], { dtype: 'float64' })).data()).toEqual(new Float64Array([1 + 2 ** -40]))
  })
})

describe('refusals', () => {
  test('a layer that does not fit the one before, at construction and with add', () => {
    const built = new Dense(2, { name: 'b', inputShape: [5] })
    built.buildFrom([null, 5])
    const message = /^net\/b: expected the last axis to be 5, got shape \[null, 3\]/
    const layers = [new Dense(3, { inputShape: [4], name: 'a' }), built]
    expect(() => new Sequential(layers, { name: 'net' })).toThrow(ShapeError)
    expect(() => new Sequential(layers, { name: 'net' })).toThrow(message)
    const model = new Sequential(layers.slice(0, 1), { name: 'net' })
    expect(() => model.add(built)).toThrow(message)
    // The model is as it was.
    expect(model.layers).toHaveLength(1)
    expect(model.computeOutputShape([null, 4])).toEqual([null, 3])
  })

  test('inputs of another shape', () => {
    expect(() => mlp().apply(tensor([[1, 2, 3]]))).toThrow(
      new ShapeError(
        'mlp: the model takes inputs of shape [batch, 28, 28], got [1, 3]; reshape them, or change the inputShape of mlp/pixels',
      ),
    )
  })

  test.each<readonly [string, () => unknown, string]>([
    [
      'no array',
      () => new Sequential(new Dense(1) as unknown as Layer[]),
      'Sequential: expected an array of layers, got a Dense; write new Sequential([new Dense(10)])',
    ],
    [
      'no layer',
      () => new Sequential([Dense as unknown as Layer], { name: 'net' }),
      'net: expected a layer, got the function or class Dense; pass an object such as new Dense(10)',
    ],
    [
      'one name twice',
      () => new Sequential([new Dense(1, { name: 'a' }), new Dense(1, { name: 'a' })], { name: 'net' }),
      'net: two layers are called "a"; give one of them another name',
    ],
    [
      'an unknown option',
      () => new Sequential([], { nam: 'x' } as object),
      'Sequential: unknown option "nam"; did you mean "name"?',
    ],
    [
      'no layers',
      () => new Sequential([], { name: 'net' }).apply(tensor([[1]])),
      'net: the model has no layers; add one with net.add(new Dense(10)), for example',
    ],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(new ArgumentError(message))
  })
})

describe('configuration', () => {
  test('makes an equal model', () => {
    const model = new Sequential([mlp(), new Dense(2, { name: 'end' })], { name: 'outer' })
    const copy = Sequential.fromConfig(JSON.parse(JSON.stringify(model.getConfig())), { Dense, Flatten, Dropout })
    expect(copy.getConfig()).toEqual(model.getConfig())
    expect(copy.weights.map(({ path, shape }) => [path, shape])).toEqual(model.weights.map(({ path, shape }) => [path, shape]))
  })

  test('names the class that is missing', () => {
    expect(() => Sequential.fromConfig(mlp().getConfig(), { Dense })).toThrow(
      new ArgumentError('Sequential.fromConfig: the class Flatten is missing; pass it as the second argument: { Flatten }'),
    )
  })
})

describe('summary', () => {
  test('is a table of layers, with totals', () => {
    const model = mlp()
    model.layers[1]!.trainable = false
    const printed: string[] = []
    const text = model.summary({ print: (part) => printed.push(part) })
    expect(printed).toEqual([text])
    expect(text.split('\n')).toEqual([
      'Model: "mlp"',
      '┏━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━┳━━━━━━━━━┓',
      '┃ Layer (type)     ┃ Output Shape ┃ Param # ┃',
      '┡━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━━┩',
      '│ pixels (Flatten) │ [batch, 784] │       0 │',
      '├──────────────────┼──────────────┼─────────┤',
      '│ hidden (Dense)   │ [batch, 128] │ 100,480 │',
      '├──────────────────┼──────────────┼─────────┤',
      '│ drop (Dropout)   │ [batch, 128] │       0 │',
      '├──────────────────┼──────────────┼─────────┤',
      '│ classes (Dense)  │ [batch, 10]  │   1,290 │',
      '└──────────────────┴──────────────┴─────────┘',
      ' Total params: 101,770 (397.54 KB)',
      ' Trainable params: 1,290 (5.04 KB)',
      ' Non-trainable params: 100,480 (392.50 KB)',
    ])
  })

  test('says what is not known yet', () => {
    const text = new Sequential([new Dense(2, { name: 'a' })], { name: 'net' }).summary({ print: () => {} })
    expect(text).toContain('│ a (Dense)    │ ?            │ 0 (unbuilt) │')
    expect(text).toContain(' Total params: 0 (0.00 B)')
  })
})

test('takes recurrent layers, which may return states, and wrappers of them', () => {
  const model = new Sequential([
    new LSTM(3, { inputShape: [4, 2], returnSequences: true }),
    new Bidirectional(new GRU(2, { returnSequences: true })),
    new SimpleRNN(2),
    new Dense(1),
  ])
  expect(model.computeOutputShape([null, 4, 2])).toEqual([null, 1])
})
