/** UnitNormalization: the contract of layers, answers of Keras, vectors of zeros. */
import { cpu } from '@neurite/backend-cpu'
import { grad, setBackend, type Tensor, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { UnitNormalization, type UnitNormalizationOptions } from './unit-normalization.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of the last axis', () => {
  testLayer((options) => new UnitNormalization(options), { inputShape: [3, 4], outputShape: [3, 4], badShapes: [[]] })
})

test.each<[UnitNormalizationOptions, readonly number[], readonly number[]]>([
  [{}, [2, 3], [0, 0.679203, 0.73395, 0.114758, -0.615429, -0.779793]],
  [{ axis: [1, 2] }, [1, 2, 3], [0, 0.482054, 0.52091, 0.0808436, -0.43355, -0.54934]],
])('%j of shape %j gives what Keras gives', async (options, shape, expected) => {
  await expectElements(new UnitNormalization(options).apply(wave(shape)), expected)
})

test('keeps zeros, with a finite gradient', async () => {
  const layer = new UnitNormalization()
  await expectElements(layer.apply(zeros([1, 2])), [0, 0])
  const gradient = grad((x: Tensor) => layer.apply(x).sum())
  expect([...(await gradient(zeros([1, 2])).data())].every(Number.isFinite)).toBe(true)
})
