/** AdditiveAttention: the contract of layers, answers of Keras. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, setWaves, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { AdditiveAttention } from './additive-attention.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of two inputs', () => {
  testLayer((options) => new AdditiveAttention(options), {
    inputShape: [
      [3, 4],
      [5, 4],
    ],
    outputShape: [3, 4],
    weights: { scale: [4] },
    badShapes: [
      [
        [2, 3, 4],
        [2, 5, 5, 4],
      ],
      [[2, 3, 4]],
    ],
  })
})

test('gives what Keras gives', async () => {
  const layer = new AdditiveAttention({ dtype: 'float64' })
  const inputs = { query: wave([1, 2, 3]), value: wave([1, 3, 3], 2) }
  layer.apply(inputs)
  setWaves(layer)
  const [y, scores] = layer.apply(inputs, { returnAttentionScores: true })
  await expectElements(y, [0.746536, 0.225528, -0.502829, 0.755011, 0.232477, -0.503794])
  await expectElements(scores, [0.413888, 0.107626, 0.478486, 0.397642, 0.103944, 0.498414])
})

test('keeps the number of features', () => {
  const layer = new AdditiveAttention({ name: 'a' })
  layer.apply([wave([1, 2, 3]), wave([1, 3, 3])])
  expect(() => layer.apply([wave([1, 2, 4]), wave([1, 3, 4])])).toThrow(
    'a: expected the last axis of the query to be 3, got shape [1, 2, 4]',
  )
})

test('works without a scale, and has no other way to score', () => {
  const layer = new AdditiveAttention({ useScale: false })
  layer.apply([wave([1, 2, 3]), wave([1, 3, 3])])
  expect(layer.weights).toEqual([])
  expect(() => new AdditiveAttention({ scoreMode: 'dot' } as object)).toThrow('AdditiveAttention: unknown option "scoreMode"')
})
