/** LSTM: the contract of layers, answers of Keras, masks, errors. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, tensor, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, setWaves, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { LSTM, type LSTMOptions } from './lstm.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of sequences', () => {
  testLayer((options) => new LSTM(4, { returnSequences: true, ...options }), {
    inputShape: [5, 3],
    outputShape: [5, 4],
    weights: { 'lstm_cell/kernel': [3, 16], 'lstm_cell/recurrentKernel': [4, 16], 'lstm_cell/bias': [16] },
    badShapes: [
      [2, 3],
      [2, 5, 4],
      [2, 5, 3, 1],
    ],
  })
})

describe('of sequences to the last output, with dropout', () => {
  testLayer((options) => new LSTM(4, { dropout: 0.3, recurrentDropout: 0.4, useBias: false, ...options }), {
    inputShape: [5, 3],
    outputShape: [4],
    weights: { 'lstm_cell/kernel': [3, 16], 'lstm_cell/recurrentKernel': [4, 16] },
    differsInTraining: true,
    badShapes: [
      [2, 3],
      [2, 5, 4],
    ],
  })
})

describe('of sequences, backwards, with the state', () => {
  testLayer((options) => new LSTM(4, { returnSequences: true, returnState: true, goBackwards: true, ...options }), {
    inputShape: [5, 3],
    outputShape: [[5, 4], [4], [4]],
    weights: { 'lstm_cell/kernel': [3, 16], 'lstm_cell/recurrentKernel': [4, 16], 'lstm_cell/bias': [16] },
    badShapes: [[2, 5, 4]],
  })
})

const x = wave([2, 3, 2])
const mask = tensor([1, 1, 0, 0, 1, 1], { shape: [2, 3], dtype: 'bool' })

function waves<State extends boolean = false>(options: LSTMOptions<State> = {}): LSTM<State> {
  const layer = new LSTM<State>(2, { dtype: 'float64', ...options })
  layer.buildFrom([null, 3, 2])
  setWaves(layer)
  return layer
}

describe('gives what Keras gives', () => {
  test('after the last step', async () => {
    await expectElements(waves().apply(x), [0.0625544, 0.0852131, 0.0686341, 0.0965977])
  })

  test('at all steps, with the state', async () => {
    const [y, ...states] = waves({ returnSequences: true, returnState: true }).apply(x)
    await expectElements(
      y!,
      [
        0.319502, 0.0669416, -0.0245902, 0.248439, 0.0625544, 0.0852131, 0.279756, 0.0502021, -0.0262362, 0.25103, 0.0686341,
        0.0965977,
      ],
    )
    await expectElements(states[0]!, [0.0625544, 0.0852131, 0.0686341, 0.0965977])
    await expectElements(states[1]!, [0.205237, 0.408661, 0.208983, 0.390368])
  })

  test('backwards, in the order of the steps taken', async () => {
    const layer = waves({ returnSequences: true, goBackwards: true })
    await expectElements(
      layer.apply(x),
      [
        0.0711321, 0.0185321, -0.0435333, 0.211102, 0.315176, 0.0827491, 0.0729886, 0.0153637, -0.0399408, 0.224252, 0.264032,
        0.0721957,
      ],
    )
  })

  test('with a mask, which keeps state and output', async () => {
    const [y, ...states] = waves({ returnSequences: true, returnState: true }).apply(x, { mask })
    await expectElements(
      y!,
      [0.319502, 0.0669416, -0.0245902, 0.248439, -0.0245902, 0.248439, 0, 0, -0.0705919, 0.213571, 0.0564168, 0.0855325],
    )
    await expectElements(states[0]!, [-0.0245902, 0.248439, 0.0564168, 0.0855325])
    await expectElements(states[1]!, [-0.0306752, 0.445204, 0.174886, 0.337027])
    await expectElements(waves({ goBackwards: true }).apply(x, { mask }), [0.303937, 0.0809747, -0.0399408, 0.224252])
  })

  test('from initial states', async () => {
    const initialState = [wave([2, 2], 5), wave([2, 2], 6)]
    await expectElements(waves().apply(x, { initialState }), [0.0730019, 0.0934647, 0.0645078, 0.0980761])
  })
})

test('takes other activations', async () => {
  const layer = waves({ activation: 'relu', recurrentActivation: 'hardSigmoid', useBias: false })
  await expectElements(layer.apply(x), [0.0611502, 0.0470999, 0.0547362, 0.0796247])
})

test('begins with a forget gate of 1', async () => {
  const layer = new LSTM(2, { biasInitializer: 'zeros' })
  layer.buildFrom([null, 3, 2])
  await expectElements(layer.weights[2]!.value, [0, 0, 1, 1, 0, 0, 0, 0])
  const plain = new LSTM(2, { unitForgetBias: false })
  plain.buildFrom([null, 3, 2])
  await expectElements(plain.weights[2]!.value, [0, 0, 0, 0, 0, 0, 0, 0])
})

describe('errors', () => {
  test.each<[() => unknown, string]>([
    [() => new LSTM(0), 'LSTMCell: units must be a positive integer, got 0'],
    [() => new LSTM(2, { dropout: 2 }), 'LSTMCell: dropout must be a number from 0 to 1, got 2'],
    [() => new LSTM(2, { return_state: true } as object), 'LSTM: unknown option "return_state"; did you mean "returnState"?'],
    [() => new LSTM(2, { returnSequences: 1 as never }), 'LSTM: returnSequences must be true or false, got 1'],
    [
      () => new LSTM(2, { name: 'rnn' }).apply(zeros([1, 2])),
      'rnn: expected sequences of shape [batch, steps, ...features], got shape [null, 2]; add the missing axes',
    ],
    [
      () => new LSTM(2, { name: 'rnn' }).apply(zeros([1, 2, 3]), { initialState: [zeros([2, 2]), zeros([2, 2])] }),
      'rnn: expected states of shape [1, 2], [1, 2], got [2, 2], [2, 2]',
    ],
    [
      () => new LSTM(2, { name: 'rnn' }).apply(zeros([1, 2, 3]), { mask: zeros([1, 3]) }),
      'rnn: expected a mask of shape [batch, steps], [1, 2] here, got [1, 3]',
    ],
  ])('%o is refused', (make, message) => {
    expect(make).toThrow(message)
  })
})
