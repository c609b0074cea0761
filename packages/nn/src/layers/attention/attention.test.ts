/** Attention: the contract of layers, answers of Keras, masks, errors. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, tensor, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, setWaves, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { maskOf, setMask } from '../mask.ts'
import { Attention } from './attention.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of two inputs, with dropout', () => {
  testLayer((options) => new Attention({ useScale: true, dropout: 0.5, ...options }), {
    inputShape: [
      [3, 4],
      [5, 4],
    ],
    outputShape: [3, 4],
    weights: { scale: [] },
    differsInTraining: true,
    badShapes: [
      [
        [2, 4],
        [2, 4],
      ],
      [
        [2, 3, 4],
        [2, 5, 5, 4],
      ],
      [[2, 3, 4]],
    ],
  })
})

describe('of three inputs, by sums', () => {
  testLayer((options) => new Attention({ scoreMode: 'concat', ...options }), {
    inputShape: [
      [3, 4],
      [5, 2],
      [5, 4],
    ],
    outputShape: [3, 2],
    weights: { concatScoreWeight: [] },
    badShapes: [
      [
        [2, 3, 4],
        [2, 5, 2],
        [2, 6, 4],
      ],
    ],
  })
})

const [query, value, key] = [wave([1, 2, 3]), wave([1, 3, 2], 1), wave([1, 3, 3], 2)]
const inputs = { query, value, key }

test('gives what Keras gives, with the scores where they are asked for', async () => {
  const [y, scores] = new Attention({ dtype: 'float64' }).apply(inputs, { returnAttentionScores: true })
  await expectElements(y, [-0.0517315, -0.284012, 0.121249, 0.265209])
  await expectElements(scores, [0.197509, 0.501433, 0.301058, 0.514402, 0.140037, 0.345561])
})

test('scores by sums as Keras', async () => {
  const layer = new Attention({ useScale: true, scoreMode: 'concat', dtype: 'float64' })
  layer.apply([query, value, key])
  setWaves(layer)
  await expectElements(layer.apply(inputs), [-0.13029, 0.0626979, -0.117198, 0.0787613])
})

test('sees nothing of what comes later, where it is causal', async () => {
  const y = new Attention({ dtype: 'float64' }).apply({ query: key, value, key }, { useCausalMask: true })
  await expectElements(y, [0.841471, 0.909297, 0.179859, -0.664644, -0.0858261, 0.262518])
})

test('leaves out what masks leave out, and passes the mask of the queries on', async () => {
  const layer = new Attention({ dtype: 'float64' })
  const mask = {
    query: tensor([[1, 0]]).cast('bool'),
    value: tensor([[1, 1, 0]]).cast('bool'),
    key: undefined,
  }
  const y = layer.apply(inputs, { mask })
  await expectElements(y, [0.339027, -0.285991, 0, 0])
  expect(maskOf(y)).toBe(mask.query)
  const masked = wave([1, 3, 2], 1)
  setMask(masked, mask.value)
  expect(await layer.apply({ query, value: masked, key }).data()).toEqual(
    await layer.apply(inputs, { mask: { ...mask, query: undefined } }).data(),
  )
})

describe('errors', () => {
  test('say what is missing', () => {
    expect(() => new Attention({ name: 'a' }).apply([zeros([1, 2, 3])])).toThrow(
      'a: expected two or three inputs; pass { query, value } or { query, value, key }',
    )
    expect(() => new Attention({ name: 'a' }).apply({ query: zeros([1, 3]), value: zeros([1, 3]) })).toThrow(
      'a: expected inputs of one rank, shape [batch, ..., positions, features], got query [null, 3], value [null, 3] and key [null, 3]; reshape them',
    )
    expect(() => new Attention({ scoreMode: 'dott' as 'dot' })).toThrow(
      'Attention: unknown scoreMode "dott"; did you mean "dot"?',
    )
    expect(() => new Attention({ dropout: 2 })).toThrow('Attention: dropout must be a number from 0 to 1, got 2')
    expect(() => new Attention({ name: 'a' }).apply(inputs, { causal: true } as object)).toThrow(
      'a.apply: unknown option "causal"',
    )
  })
})
