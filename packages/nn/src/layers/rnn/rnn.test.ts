/** RNN: cells of the user, states from batch to batch, initial states as symbolic inputs, configuration, gradients. */
import { cpu } from '@neurite/backend-cpu'
import { compile, ones, setBackend, tensor, type Tensor, variableGrads, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { input } from '../../models/input.ts'
import { expectElements, setWaves, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { maskOf } from '../mask.ts'
import type { LayerConfig } from '../layer.ts'
import { GRUCell } from './gru-cell.ts'
import { LSTM } from './lstm.ts'
import { LSTMCell } from './lstm-cell.ts'
import { RNN } from './rnn.ts'
import { type CellOutputs, RNNCell } from './rnn-cell.ts'
import { SimpleRNN } from './simple-rnn.ts'
import { StackedRNNCells } from './stacked-rnn-cells.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of cells upon each other', () => {
  testLayer(
    (options) => {
      const common = options?.dtype ? { dtype: options.dtype } : {}
      return new RNN([new LSTMCell(4, { name: 'first', ...common }), new GRUCell(2, { name: 'second', ...common })], options)
    },
    {
      inputShape: [5, 3],
      outputShape: [2],
      weights: {
        'stacked_rnn_cells/first/kernel': [3, 16],
        'stacked_rnn_cells/first/recurrentKernel': [4, 16],
        'stacked_rnn_cells/first/bias': [16],
        'stacked_rnn_cells/second/kernel': [4, 6],
        'stacked_rnn_cells/second/recurrentKernel': [2, 6],
        'stacked_rnn_cells/second/bias': [2, 6],
      },
      badShapes: [
        [2, 3],
        [2, 5, 4],
      ],
      classes: { StackedRNNCells, LSTMCell, GRUCell },
    },
  )
})

/** Running sums; the output is twice the sum, so it is no state. */
class Sum extends RNNCell {
  static override readonly className: string = 'Sum'
  readonly stateSizes = [2]
  readonly outputSize = 2

  override step(x: Tensor, [sum]: readonly Tensor[]): CellOutputs {
    const next = x.add(sum!)
    return { output: next.mul(2), states: [next] }
  }
}

const numbers = tensor([
  [
    [1, 10],
    [2, 20],
    [3, 30],
  ],
])

describe('of a cell of the user', () => {
  test('runs it over the steps', async () => {
    const [all, state] = new RNN(new Sum(), { returnSequences: true, returnState: true }).apply(numbers)
    await expectElements(all!, [2, 20, 6, 60, 12, 120])
    await expectElements(state!, [6, 60])
    await expectElements(new RNN(new Sum()).apply(numbers), [12, 120])
    await expectElements(
      new RNN(new Sum(), { goBackwards: true, returnSequences: true }).apply(numbers),
      [6, 60, 10, 100, 12, 120],
    )
  })

  test('keeps output and state where a mask leaves a step out', async () => {
    const mask = tensor([[0, 1, 0]]).cast('bool')
    const layer = new RNN(new Sum(), { returnSequences: true })
    const y = layer.apply(numbers, { mask })
    await expectElements(y, [0, 0, 4, 40, 4, 40])
    expect(maskOf(y)).toBeDefined()
    const zeroed = new RNN(new Sum(), { returnSequences: true, zeroOutputForMask: true })
    await expectElements(zeroed.apply(numbers, { mask }), [0, 0, 4, 40, 0, 0])
    const last = new RNN(new Sum()).apply(numbers, { mask })
    await expectElements(last, [4, 40])
    expect(maskOf(last)).toBeUndefined()
  })

  test('takes an empty batch and single steps', async () => {
    expect((await new RNN(new Sum()).apply(zeros([0, 3, 2])).data()).length).toBe(0)
    await expectElements(new RNN(new Sum()).apply(ones([1, 1, 2])), [2, 2])
  })

  test('needs its class to come back from a configuration', () => {
    const config: LayerConfig = new RNN(new Sum(), { name: 'sums' }).getConfig()
    expect(() => RNN.fromConfig(config)).toThrow(
      'RNN.fromConfig: the class Sum is missing; pass it as the second argument: { Sum }',
    )
    expect(RNN.fromConfig(config, { Sum }).cell).toBeInstanceOf(Sum)
  })
})

describe('of states from batch to batch', () => {
  test('goes on where it stopped, until it is reset', async () => {
    const layer = new SimpleRNN(2, { stateful: true, dtype: 'float64' })
    const x = wave([1, 2, 2])
    layer.buildFrom([null, 2, 2])
    setWaves(layer)
    const expected = [
      [0.949462, 0.689365],
      [0.972719, 0.743286],
    ]
    for (const elements of expected) await expectElements(layer.apply(x), elements)
    layer.resetState()
    const run = compile(() => layer.apply(x))
    for (const elements of expected) await expectElements(run(), elements)
    expect(run.traces).toBe(1)
    expect(layer.weights.length).toBe(3)
    expect(layer.variables.map(({ path }) => path).at(-1)).toBe(`${layer.name}/state`)
  })

  test('needs batches of one size', () => {
    const layer = new SimpleRNN(2, { stateful: true, name: 'rnn' })
    layer.apply(zeros([4, 2, 2]))
    expect(() => layer.apply(zeros([3, 2, 2]))).toThrow(
      'rnn: expected a batch of 4 sequences, as many as the layer keeps states for, got 3; keep batches of one size',
    )
    expect(() => new SimpleRNN(2, { name: 'rnn' }).resetState()).toThrow(
      'rnn.resetState: the layer keeps no states; make it with stateful: true',
    )
  })
})

test('has gradients through time, which a mask cuts', async () => {
  const layer = new LSTM(2, { dtype: 'float64' })
  layer.buildFrom([null, 3, 2])
  const x = wave([2, 3, 2])
  const mask = zeros([2, 3]).cast('bool')
  const { grads } = variableGrads(() => layer.apply(x, { mask }).sum(), layer.trainableWeights)
  for (const gradient of grads) expect(new Set(await gradient.data())).toEqual(new Set([0]))
})

test('drops the same features at all steps', async () => {
  const layer = new RNN(new Passing(4, { dropout: 0.5, kernelInitializer: 'identity', useBias: false, seed: 5 }), {
    returnSequences: true,
  })
  const y = [...(await layer.apply(ones([1, 50, 4]), { training: true }).data())]
  const rows = Array.from({ length: 50 }, (_, step) => String(y.slice(step * 4, step * 4 + 4)))
  expect(new Set(rows).size).toBe(1)
  expect(new Set(y)).toEqual(new Set([0, 2]))
})

/** Gives its inputs back, with dropout. */
class Passing extends LSTMCell {
  static override readonly className: string = 'Passing'

  override step(projected: Tensor, states: readonly Tensor[]): CellOutputs {
    const output = projected.slice([0, 0], { limits: [projected.shape[0]!, 4] })
    return { output, states: [output, states[1]!] }
  }
}

test('takes states as inputs, symbolic ones too', async () => {
  const layer = new LSTM(2, { returnState: true, dtype: 'float64' })
  const x = wave([2, 3, 2])
  const initialState = [wave([2, 2], 5), wave([2, 2], 6)]
  const [y] = layer.apply({ sequences: x, initialState })
  const [again] = layer.apply(x, { initialState })
  expect(await y!.data()).toEqual(await again!.data())
  const symbolic = layer.apply(input({ shape: [3, 2] }), { initialState: [input({ shape: [2] }), input({ shape: [2] })] })
  expect(symbolic.map(({ shape }) => shape)).toEqual([
    [null, 2],
    [null, 2],
    [null, 2],
  ])
})

test('refuses what is no cell', () => {
  expect(() => new RNN(3 as never)).toThrow('RNN: expected a cell, got the number 3; pass new LSTMCell(4), for example')
  expect(() => new RNN([])).toThrow('StackedRNNCells: expected at least one cell, got an array')
  expect(() => new LSTM(2, { name: 'rnn' }).apply(zeros([1, 2, 3]), { initialState: zeros([1, 2]) as never })).toThrow(
    'rnn.apply: initialState must be an array of tensors, one per state, beside sequences',
  )
})
