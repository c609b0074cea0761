/** GRU: the contract of layers, answers of Keras, masks, errors. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, tensor, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, setWaves, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { GRU, type GRUOptions } from './gru.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of sequences', () => {
  testLayer((options) => new GRU(4, { returnSequences: true, ...options }), {
    inputShape: [5, 3],
    outputShape: [5, 4],
    weights: { 'gru_cell/kernel': [3, 12], 'gru_cell/recurrentKernel': [4, 12], 'gru_cell/bias': [2, 12] },
    badShapes: [
      [2, 3],
      [2, 5, 4],
      [2, 5, 3, 1],
    ],
  })
})

describe('of sequences to the last output, with dropout', () => {
  testLayer((options) => new GRU(4, { dropout: 0.3, recurrentDropout: 0.4, useBias: false, ...options }), {
    inputShape: [5, 3],
    outputShape: [4],
    weights: { 'gru_cell/kernel': [3, 12], 'gru_cell/recurrentKernel': [4, 12] },
    differsInTraining: true,
    badShapes: [
      [2, 3],
      [2, 5, 4],
    ],
  })
})

describe('of sequences, backwards, with the state', () => {
  testLayer((options) => new GRU(4, { returnSequences: true, returnState: true, goBackwards: true, ...options }), {
    inputShape: [5, 3],
    outputShape: [[5, 4], [4]],
    weights: { 'gru_cell/kernel': [3, 12], 'gru_cell/recurrentKernel': [4, 12], 'gru_cell/bias': [2, 12] },
    badShapes: [[2, 5, 4]],
  })
})

const x = wave([2, 3, 2])
const mask = tensor([1, 1, 0, 0, 1, 1], { shape: [2, 3], dtype: 'bool' })

function waves<State extends boolean = false>(options: GRUOptions<State> = {}): GRU<State> {
  const layer = new GRU<State>(2, { dtype: 'float64', ...options })
  layer.buildFrom([null, 3, 2])
  setWaves(layer)
  return layer
}

describe('gives what Keras gives', () => {
  test('after the last step', async () => {
    await expectElements(waves().apply(x), [0.519363, 0.95088, 0.505454, 0.942637])
  })

  test('at all steps, with the state', async () => {
    const [y, ...states] = waves({ returnSequences: true, returnState: true }).apply(x)
    await expectElements(
      y!,
      [-0.0283672, 0.392218, -0.0703861, 0.540611, 0.519363, 0.95088, 0.102594, 0.538845, 0.037646, 0.536827, 0.505454, 0.942637],
    )
    await expectElements(states[0]!, [0.519363, 0.95088, 0.505454, 0.942637])
  })

  test('backwards, in the order of the steps taken', async () => {
    const layer = waves({ returnSequences: true, goBackwards: true })
    await expectElements(
      layer.apply(x),
      [0.659672, 0.929981, 0.608273, 0.788703, 0.543838, 0.677731, 0.621722, 0.919354, 0.569894, 0.760016, 0.532657, 0.724264],
    )
  })

  test('with a mask, which keeps state and output', async () => {
    const [y, ...states] = waves({ returnSequences: true, returnState: true }).apply(x, { mask })
    await expectElements(
      y!,
      [-0.0283672, 0.392218, -0.0703861, 0.540611, -0.0703861, 0.540611, 0, 0, -0.0900906, 0.279363, 0.539558, 0.930635],
    )
    await expectElements(states[0]!, [-0.0703861, 0.540611, 0.539558, 0.930635])
    await expectElements(waves({ goBackwards: true }).apply(x, { mask }), [-0.0743214, 0.524926, 0.569894, 0.760016])
  })

  test('from initial states', async () => {
    const initialState = [wave([2, 2], 5)]
    await expectElements(waves().apply(x, { initialState }), [0.484388, 0.949604, 0.70565, 0.947208])
  })
})

test('may reset before the product, with one bias', async () => {
  const layer = waves({ resetAfter: false })
  expect(layer.weights[2]!.shape).toEqual([6])
  await expectElements(layer.apply(x), [0.648067, 0.893712, 0.618337, 0.883759])
})

test('takes other activations', async () => {
  const layer = waves({ activation: 'relu', recurrentActivation: 'hardSigmoid', useBias: false })
  await expectElements(layer.apply(x), [1.19801, 0.561059, 1.04354, 0.514598])
})

describe('that resets before the product', () => {
  testLayer((options) => new GRU(4, { resetAfter: false, goBackwards: true, dropout: 0.2, recurrentDropout: 0.3, ...options }), {
    inputShape: [5, 3],
    outputShape: [4],
    weights: { 'gru_cell/kernel': [3, 12], 'gru_cell/recurrentKernel': [4, 12], 'gru_cell/bias': [12] },
    differsInTraining: true,
  })
})

describe('errors', () => {
  test.each<[() => unknown, string]>([
    [() => new GRU(0), 'GRUCell: units must be a positive integer, got 0'],
    [() => new GRU(2, { dropout: 2 }), 'GRUCell: dropout must be a number from 0 to 1, got 2'],
    [() => new GRU(2, { return_state: true } as object), 'GRU: unknown option "return_state"; did you mean "returnState"?'],
    [() => new GRU(2, { returnSequences: 1 as never }), 'GRU: returnSequences must be true or false, got 1'],
    [
      () => new GRU(2, { name: 'rnn' }).apply(zeros([1, 2])),
      'rnn: expected sequences of shape [batch, steps, ...features], got shape [null, 2]; add the missing axes',
    ],
    [
      () => new GRU(2, { name: 'rnn' }).apply(zeros([1, 2, 3]), { initialState: [zeros([2, 2])] }),
      'rnn: expected states of shape [1, 2], got [2, 2]',
    ],
    [
      () => new GRU(2, { name: 'rnn' }).apply(zeros([1, 2, 3]), { mask: zeros([1, 3]) }),
      'rnn: expected a mask of shape [batch, steps], [1, 2] here, got [1, 3]',
    ],
  ])('%o is refused', (make, message) => {
    expect(make).toThrow(message)
  })
})
