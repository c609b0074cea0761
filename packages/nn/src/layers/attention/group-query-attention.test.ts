/** GroupQueryAttention: the contract of layers, answers of Keras, errors. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, setWaves, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { GroupQueryAttention } from './group-query-attention.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of query and value', () => {
  testLayer((options) => new GroupQueryAttention({ headDim: 2, numQueryHeads: 4, numKeyValueHeads: 2, ...options }), {
    inputShape: [
      [2, 3],
      [4, 3],
    ],
    outputShape: [2, 3],
    weights: {
      'query/kernel': [3, 4, 2],
      'query/bias': [4, 2],
      'key/kernel': [3, 2, 2],
      'key/bias': [2, 2],
      'value/kernel': [3, 2, 2],
      'value/bias': [2, 2],
      'attentionOutput/kernel': [4, 2, 3],
      'attentionOutput/bias': [3],
    },
    badShapes: [
      [
        [2, 2, 2, 3],
        [2, 2, 4, 3],
      ],
    ],
  })
})

test('gives what Keras gives', async () => {
  const layer = new GroupQueryAttention({ headDim: 2, numQueryHeads: 4, numKeyValueHeads: 2, dtype: 'float64' })
  const inputs = { query: wave([1, 2, 3]), value: wave([1, 3, 3], 1) }
  layer.apply(inputs)
  setWaves(layer)
  const [y, scores] = layer.apply(inputs, { returnAttentionScores: true })
  await expectElements(y, [0.331971, -0.394331, -0.758087, 0.296504, -0.297012, -0.617456])
  await expectElements(
    scores,
    [
      0.344582, 0.349157, 0.306261, 0.497231, 0.0998716, 0.402897, 0.175628, 0.604964, 0.219408, 0.273422, 0.468638, 0.25794,
      0.14598, 0.617885, 0.236135, 0.460834, 0.222627, 0.316539, 0.345268, 0.29254, 0.362192, 0.112315, 0.674465, 0.213221,
    ],
  )
  await expectElements(layer.apply(inputs), [0.331971, -0.394331, -0.758087, 0.296504, -0.297012, -0.617456])
})

test('errors say what does not go together', () => {
  expect(() => new GroupQueryAttention({ headDim: 2, numQueryHeads: 4, numKeyValueHeads: 3 })).toThrow(
    'GroupQueryAttention: numKeyValueHeads must divide numQueryHeads, got 3 and 4; 1 always does',
  )
  const layer = new GroupQueryAttention({ headDim: 2, numQueryHeads: 4, numKeyValueHeads: 1, name: 'gqa' })
  expect(() => layer.apply([zeros([1, 2, 2, 3]), zeros([1, 2, 2, 3])])).toThrow(
    'gqa: expected inputs of shape [batch, positions, features], got inputs of 4 axes',
  )
})
