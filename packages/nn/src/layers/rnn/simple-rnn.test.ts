/** SimpleRNN: the contract of layers, answers of Keras, masks, errors. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, tensor, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, setWaves, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { SimpleRNN, type SimpleRNNOptions } from './simple-rnn.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of sequences', () => {
  testLayer((options) => new SimpleRNN(4, { returnSequences: true, ...options }), {
    inputShape: [5, 3],
    outputShape: [5, 4],
    weights: { 'simple_rnn_cell/kernel': [3, 4], 'simple_rnn_cell/recurrentKernel': [4, 4], 'simple_rnn_cell/bias': [4] },
    badShapes: [
      [2, 3],
      [2, 5, 4],
      [2, 5, 3, 1],
    ],
  })
})

describe('of sequences to the last output, with dropout', () => {
  testLayer((options) => new SimpleRNN(4, { dropout: 0.3, recurrentDropout: 0.4, useBias: false, ...options }), {
    inputShape: [5, 3],
    outputShape: [4],
    weights: { 'simple_rnn_cell/kernel': [3, 4], 'simple_rnn_cell/recurrentKernel': [4, 4] },
    differsInTraining: true,
    badShapes: [
      [2, 3],
      [2, 5, 4],
    ],
  })
})

describe('of sequences, backwards, with the state', () => {
  testLayer((options) => new SimpleRNN(4, { returnSequences: true, returnState: true, goBackwards: true, ...options }), {
    inputShape: [5, 3],
    outputShape: [[5, 4], [4]],
    weights: { 'simple_rnn_cell/kernel': [3, 4], 'simple_rnn_cell/recurrentKernel': [4, 4], 'simple_rnn_cell/bias': [4] },
    badShapes: [[2, 5, 4]],
  })
})

const x = wave([2, 3, 2])
const mask = tensor([1, 1, 0, 0, 1, 1], { shape: [2, 3], dtype: 'bool' })

function waves<State extends boolean = false>(options: SimpleRNNOptions<State> = {}): SimpleRNN<State> {
  const layer = new SimpleRNN<State>(2, { dtype: 'float64', ...options })
  layer.buildFrom([null, 3, 2])
  setWaves(layer)
  return layer
}

describe('gives what Keras gives', () => {
  test('after the last step', async () => {
    await expectElements(waves().apply(x), [-0.281583, -0.847245, -0.0626927, -0.736137])
  })

  test('at all steps, with the state', async () => {
    const [y, ...states] = waves({ returnSequences: true, returnState: true }).apply(x)
    await expectElements(
      y!,
      [
        0.254172, -0.883967, 0.949462, 0.689365, -0.281583, -0.847245, -0.00128607, -0.906598, 0.937469, 0.604434, -0.0626927,
        -0.736137,
      ],
    )
    await expectElements(states[0]!, [-0.281583, -0.847245, -0.0626927, -0.736137])
  })

  test('backwards, in the order of the steps taken', async () => {
    const layer = waves({ returnSequences: true, goBackwards: true })
    await expectElements(
      layer.apply(x),
      [
        -0.558762, -0.616441, 0.708729, 0.442622, 0.514872, -0.937628, -0.42827, -0.457926, 0.756905, 0.206589, 0.485854,
        -0.921574,
      ],
    )
  })

  test('with a mask, which keeps state and output', async () => {
    const [y, ...states] = waves({ returnSequences: true, returnState: true }).apply(x, { mask })
    await expectElements(
      y!,
      [0.254172, -0.883967, 0.949462, 0.689365, 0.949462, 0.689365, 0, 0, 0.774627, -0.167481, 0.35691, -0.221057],
    )
    await expectElements(states[0]!, [0.949462, 0.689365, 0.35691, -0.221057])
    await expectElements(waves({ goBackwards: true }).apply(x, { mask }), [0.739962, -0.849826, 0.756905, 0.206589])
  })

  test('from initial states', async () => {
    const initialState = [wave([2, 2], 5)]
    await expectElements(waves().apply(x, { initialState }), [-0.323869, -0.832316, -0.0958716, -0.750395])
  })
})

describe('errors', () => {
  test.each<[() => unknown, string]>([
    [() => new SimpleRNN(0), 'SimpleRNNCell: units must be a positive integer, got 0'],
    [() => new SimpleRNN(2, { dropout: 2 }), 'SimpleRNNCell: dropout must be a number from 0 to 1, got 2'],
    [
      () => new SimpleRNN(2, { return_state: true } as object),
      'SimpleRNN: unknown option "return_state"; did you mean "returnState"?',
    ],
    [() => new SimpleRNN(2, { returnSequences: 1 as never }), 'SimpleRNN: returnSequences must be true or false, got 1'],
    [
      () => new SimpleRNN(2, { name: 'rnn' }).apply(zeros([1, 2])),
      'rnn: expected sequences of shape [batch, steps, ...features], got shape [null, 2]; add the missing axes',
    ],
    [
      () => new SimpleRNN(2, { name: 'rnn' }).apply(zeros([1, 2, 3]), { initialState: [zeros([2, 2])] }),
      'rnn: expected states of shape [1, 2], got [2, 2]',
    ],
    [
      () => new SimpleRNN(2, { name: 'rnn' }).apply(zeros([1, 2, 3]), { mask: zeros([1, 3]) }),
      'rnn: expected a mask of shape [batch, steps], [1, 2] here, got [1, 3]',
    ],
  ])('%o is refused', (make, message) => {
    expect(make).toThrow(message)
  })
})
