/** ConvLSTM1D, ConvLSTM2D, ConvLSTM3D: the contract of layers, answers of Keras, errors. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, setWaves, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { ConvLSTM1D, ConvLSTM2D, ConvLSTM3D } from './conv-lstm.ts'
import { ConvLSTMCell } from './conv-lstm-cell.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of sequences of rows', () => {
  testLayer((options) => new ConvLSTM1D(2, 2, options), {
    inputShape: [3, 4, 1],
    outputShape: [3, 2],
    weights: { 'conv_lstm_cell/kernel': [2, 1, 8], 'conv_lstm_cell/recurrentKernel': [2, 2, 8], 'conv_lstm_cell/bias': [8] },
  })
})

describe('the cell', () => {
  testLayer((options) => new ConvLSTMCell(2, 2, 2, { padding: 'same', ...options }), {
    inputShape: {
      inputs: [3, 4, 2],
      states: [
        [3, 4, 2],
        [3, 4, 2],
      ],
    },
    outputShape: {
      output: [3, 4, 2],
      states: [
        [3, 4, 2],
        [3, 4, 2],
      ],
    },
    weights: { kernel: [2, 2, 2, 8], recurrentKernel: [2, 2, 2, 8], bias: [8] },
  })
})

describe('of images, with dropout', () => {
  testLayer(
    (options) =>
      new ConvLSTM2D(2, [2, 1], { strides: [1, 2], dropout: 0.3, recurrentDropout: 0.3, returnSequences: true, ...options }),
    {
      inputShape: [3, 3, 4, 2],
      outputShape: [3, 2, 2, 2],
      weights: {
        'conv_lstm_cell/kernel': [2, 1, 2, 8],
        'conv_lstm_cell/recurrentKernel': [2, 1, 2, 8],
        'conv_lstm_cell/bias': [8],
      },
      differsInTraining: true,
      badShapes: [
        [2, 3, 4],
        [2, 3, 3, 4],
        [2, 3, 1, 4, 2],
        [2, 3, 3, 4, 3],
      ],
    },
  )
})

describe('of volumes, with the states', () => {
  testLayer((options) => new ConvLSTM3D(1, 2, { padding: 'same', returnState: true, useBias: false, ...options }), {
    inputShape: [2, 1, 2, 2, 2],
    outputShape: [
      [1, 2, 2, 1],
      [1, 2, 2, 1],
      [1, 2, 2, 1],
    ],
    weights: { 'conv_lstm_cell/kernel': [2, 2, 2, 2, 4], 'conv_lstm_cell/recurrentKernel': [2, 2, 2, 1, 4] },
  })
})

test('give what Keras gives', async () => {
  const first = new ConvLSTM1D(2, 2, { dtype: 'float64' })
  first.buildFrom([null, 2, 4, 1])
  setWaves(first)
  await expectElements(first.apply(wave([1, 2, 4, 1])), [0.162367, 0.0713432, 0.167475, 0.073683, 0.251836, 0.0689194])
  const second = new ConvLSTM2D(1, 2, { padding: 'same', returnSequences: true, dtype: 'float64' })
  second.buildFrom([null, 2, 2, 3, 2])
  setWaves(second)
  await expectElements(
    second.apply(wave([1, 2, 2, 3, 2])),
    [
      -0.167624, -0.159202, -0.161269, -0.183007, -0.132765, -0.162615, -0.211106, -0.206229, -0.193651, -0.216321, -0.189185,
      -0.189698,
    ],
  )
  const third = new ConvLSTM3D(1, 2, { padding: 'same', returnState: true, dtype: 'float64' })
  third.buildFrom([null, 2, 1, 2, 2, 1])
  setWaves(third)
  const [y, h, c] = third.apply(wave([1, 2, 1, 2, 2, 1]))
  await expectElements(y!, [-0.194253, -0.220287, -0.169218, -0.18478])
  await expectElements(h!, [-0.194253, -0.220287, -0.169218, -0.18478])
  await expectElements(c!, [-0.558459, -0.434498, -0.26496, -0.589799])
})

test('errors say what does not fit', () => {
  expect(() => new ConvLSTM2D(2, 3, { name: 'rnn' }).apply(zeros([1, 2, 4, 4]))).toThrow(
    'rnn: expected sequences with 2 spatial axes and channels, got shape [null, 4, 4] per step',
  )
  expect(() => new ConvLSTM2D(2, 3, { padding: 'causal' as 'same' })).toThrow('ConvLSTMCell: unknown padding "causal"')
  expect(() => new ConvLSTM2D(2, 3, { kernel_size: 2 } as object)).toThrow('ConvLSTM2D: unknown option "kernel_size"')
})
