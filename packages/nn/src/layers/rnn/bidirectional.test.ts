/** Bidirectional: the contract of layers, answers of Keras, masks, states, errors. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, tensor, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, setWaves, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { Dense } from '../dense.ts'
import type { LayerOptions } from '../layer.ts'
import { maskOf } from '../mask.ts'
import { Bidirectional } from './bidirectional.ts'
import { GRU } from './gru.ts'
import { LSTM } from './lstm.ts'
import type { RNN } from './rnn.ts'
import { SimpleRNN } from './simple-rnn.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

const common = (options: LayerOptions | undefined): LayerOptions => (options?.dtype ? { dtype: options.dtype } : {})

describe('of sequences', () => {
  testLayer((options) => new Bidirectional(new LSTM(2, { name: 'lstm', returnSequences: true, ...common(options) }), options), {
    inputShape: [4, 3],
    outputShape: [4, 4],
    weights: {
      'forward_lstm/lstm_cell/kernel': [3, 8],
      'forward_lstm/lstm_cell/recurrentKernel': [2, 8],
      'forward_lstm/lstm_cell/bias': [8],
      'backward_lstm/lstm_cell/kernel': [3, 8],
      'backward_lstm/lstm_cell/recurrentKernel': [2, 8],
      'backward_lstm/lstm_cell/bias': [8],
    },
    badShapes: [],
    classes: { LSTM },
  })
})

describe('of sequences to two outputs and the states', () => {
  testLayer(
    (options) =>
      new Bidirectional(new GRU(2, { name: 'gru', returnState: true, dropout: 0.5, ...common(options) }), {
        mergeMode: null,
        ...options,
      }),
    {
      inputShape: [4, 3],
      outputShape: [[2], [2], [2], [2]],
      weights: {
        'forward_gru/gru_cell/kernel': [3, 6],
        'forward_gru/gru_cell/recurrentKernel': [2, 6],
        'forward_gru/gru_cell/bias': [2, 6],
        'backward_gru/gru_cell/kernel': [3, 6],
        'backward_gru/gru_cell/recurrentKernel': [2, 6],
        'backward_gru/gru_cell/bias': [2, 6],
      },
      differsInTraining: true,
      classes: { GRU },
    },
  )
})

const dtype = 'float64'
const x = wave([1, 3, 2])

function waves<Layer extends Bidirectional<boolean, 'sum' | 'mul' | 'ave' | 'concat' | null>>(layer: Layer): Layer {
  layer.buildFrom([null, 3, 2])
  setWaves(layer)
  return layer
}

const lstm = (): LSTM => new LSTM(2, { returnSequences: true, dtype })

test.each([
  [
    'concat',
    [
      0.319502, 0.0669416, -0.0903688, -0.446764, -0.0245902, 0.248439, -0.0668513, -0.13573, 0.0625544, 0.0852131, -0.313627,
      -0.194427,
    ],
  ],
  ['sum', [0.229134, -0.379823, -0.0914416, 0.112709, -0.251073, -0.109214]],
  ['mul', [-0.028873, -0.0299071, 0.00164389, -0.0337207, -0.0196188, -0.0165677]],
  ['ave', [0.114567, -0.189911, -0.0457208, 0.0563545, -0.125536, -0.0546069]],
] as const)('merges by %s as Keras', async (mergeMode, expected) => {
  await expectElements(waves(new Bidirectional(lstm(), { mergeMode, dtype })).apply(x), expected)
})

test('keeps both outputs where they are not merged', async () => {
  const [forward, backward] = waves(new Bidirectional(lstm(), { mergeMode: null, dtype })).apply(x)
  await expectElements(forward!, [0.319502, 0.0669416, -0.0245902, 0.248439, 0.0625544, 0.0852131])
  await expectElements(backward!, [-0.0903688, -0.446764, -0.0668513, -0.13573, -0.313627, -0.194427])
})

test('returns the states of both, and takes them', async () => {
  const layer = waves(new Bidirectional(new GRU(2, { returnState: true, dtype }), { dtype }))
  const [y, forward, backward] = layer.apply(x)
  await expectElements(y!, [0.519363, 0.95088, -0.113412, -0.542663])
  await expectElements(forward!, [0.519363, 0.95088])
  await expectElements(backward!, [-0.113412, -0.542663])
  const [again] = layer.apply(x, { initialState: [zeros([1, 2], dtype), zeros([1, 2], dtype)] })
  expect(await again!.data()).toEqual(await y!.data())
})

test('gives 0 where a mask leaves steps out', async () => {
  const mask = tensor([1, 1, 0, 0, 1, 1], { shape: [2, 3], dtype: 'bool' })
  const layer = waves(new Bidirectional(new SimpleRNN(2, { returnSequences: true, dtype }), { dtype }))
  const y = layer.apply(wave([2, 3, 2]), { mask })
  await expectElements(
    y,
    [
      0.254172, -0.883967, 0.137783, 0.862517, 0.949462, 0.689365, -0.76452, -0.121641, 0, 0, 0, 0, 0, 0, 0, 0, 0.774627,
      -0.167481, -0.834425, 0.331018, 0.35691, -0.221057, 0.389927, 0.478997,
    ],
  )
  expect(maskOf(y)).toBe(mask)
})

test('takes another layer for the way back', async () => {
  const layer = new Bidirectional(new LSTM(2), { backwardLayer: new GRU(3, { goBackwards: true }) as unknown as RNN<boolean> })
  expect(layer.apply(zeros([2, 4, 3])).shape).toEqual([2, 5])
  expect(layer.computeOutputShape([null, 4, 3])).toEqual([null, 5])
})

test.each<[() => unknown, string]>([
  [
    () => new Bidirectional(new Dense(2) as unknown as RNN),
    'Bidirectional: expected a recurrent layer, got a Dense; write new Bidirectional(new LSTM(10)), for example',
  ],
  [() => new Bidirectional(lstm(), { mergeMode: 'mean' as 'sum' }), 'Bidirectional: unknown mergeMode "mean"; '],
  [
    () => new Bidirectional(new LSTM(2), { backwardLayer: new LSTM(2) as unknown as RNN<boolean> }),
    'Bidirectional: the layers must go in different directions, got goBackwards false in both; set goBackwards: true in backwardLayer',
  ],
  [
    () =>
      new Bidirectional(new LSTM(2), {
        backwardLayer: new LSTM(2, { goBackwards: true, returnSequences: true }) as unknown as RNN<boolean>,
      }),
    'Bidirectional: returnSequences must be the same in both layers, got false and true',
  ],
])('%o is refused', (make, message) => {
  expect(make).toThrow(message)
})
