/** RMSNormalization: the contract of layers, answers of Keras. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, setWaves, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { RMSNormalization, type RMSNormalizationOptions } from './rms-normalization.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of the last axis', () => {
  testLayer((options) => new RMSNormalization(options), {
    inputShape: [3, 4],
    outputShape: [3, 4],
    weights: { scale: [4] },
    badShapes: [[], [2, 3, 5]],
  })
})

test.each<[RMSNormalizationOptions, readonly number[], readonly number[]]>([
  [{}, [2, 3], [0, 1.06971, 0.179397, 0.167257, -0.969268, -0.190602]],
  [{ axis: [1, 2], epsilon: 0.1 }, [1, 2, 3], [0, 0.981402, 0.164587, -0.136985, 0.930827, 0.343666]],
])('%j of shape %j gives what Keras gives', async (options, shape, expected) => {
  const layer = new RMSNormalization({ dtype: 'float64', ...options })
  layer.buildFrom(shape)
  setWaves(layer)
  await expectElements(layer.apply(wave(shape)), expected)
})

test('refuses what epsilon cannot be', () => {
  expect(() => new RMSNormalization({ epsilon: Number.NaN })).toThrow('RMSNormalization: epsilon must be a number >= 0, got NaN')
})
