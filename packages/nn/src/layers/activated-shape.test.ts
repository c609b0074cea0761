/** Activations that change shapes: layers say the right shape, and cells refuse them. */
import { cpu } from '@neurite/backend-cpu'
import { ArgumentError, setBackend, type Tensor } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { input } from '../models/input.ts'
import { Sequential } from '../models/sequential.ts'
import { testLayer } from '../testing/test-layer.ts'
import { Conv1D } from './convolution/conv.ts'
import { EinsumDense } from './core/einsum-dense.ts'
import { Dense } from './dense.ts'
import { GRU } from './rnn/gru.ts'
import { LSTMCell } from './rnn/lstm-cell.ts'
import { SimpleRNN } from './rnn/simple-rnn.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('Dense with glu', () => {
  testLayer((options) => new Dense(6, { activation: 'glu', ...options }), {
    inputShape: [5, 4],
    outputShape: [5, 3],
    weights: { kernel: [4, 6], bias: [6] },
  })
})

describe('Conv1D with glu', () => {
  testLayer((options) => new Conv1D(4, 2, { activation: 'glu', ...options }), {
    inputShape: [5, 3],
    outputShape: [4, 2],
    weights: { kernel: [2, 3, 4], bias: [4] },
  })
})

describe('EinsumDense with a function of the user that drops an axis', () => {
  const activation = (x: Tensor): Tensor => x.max(1)
  testLayer((options) => new EinsumDense('abc,cd->abd', [null, 6], { activation, ...options }), {
    inputShape: [5, 4],
    outputShape: [6],
    weights: { kernel: [4, 6] },
    configHoldsFunctions: true,
  })
})

test('the next layer of a model sees the shape', () => {
  const model = new Sequential([new Dense(8, { activation: 'glu', inputShape: [3] }), new Dense(1)])
  expect(model.layers.map(({ weights }) => weights[0]!.shape)).toEqual([
    [3, 8],
    [4, 1],
  ])
  expect(new Dense(4, { activation: 'glu' }).apply(input({ shape: [null, 3] })).shape).toEqual([null, null, 2])
})

test('an odd number of units is refused in the words of the layer', () => {
  expect(() => new Dense(3, { activation: 'glu', name: 'gate' }).computeOutputShape([null, 2])).toThrow(
    'gate: expected an even last axis, which the activation glu halves, got outputs of shape [null, 3]; change the number of units',
  )
})

test.each([
  [() => new SimpleRNN(4, { activation: 'glu' }), 'SimpleRNNCell: activation'],
  [() => new LSTMCell(4, { recurrentActivation: 'glu' }), 'LSTMCell: recurrentActivation'],
  [() => new GRU(4, { recurrentActivation: 'glu' }), 'GRUCell: recurrentActivation'],
])('a state keeps its size: %#', (make, beginning) => {
  expect(make).toThrow(
    new ArgumentError(
      `${beginning} must keep the shape of the state, and glu halves its last axis; apply new Activation('glu') to the outputs instead`,
    ),
  )
})
