/** AdaptiveMaxPooling1D, 2D, 3D: the contract of layers, answers of Keras. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { AdaptiveMaxPooling1D, AdaptiveMaxPooling2D, AdaptiveMaxPooling3D } from './adaptive-max-pooling.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of sequences', () => {
  testLayer((options) => new AdaptiveMaxPooling1D(3, options), { inputShape: [5, 2], outputShape: [3, 2], badShapes: [[2, 5]] })
})

describe('of images', () => {
  testLayer((options) => new AdaptiveMaxPooling2D([2, 5], options), {
    inputShape: [5, 3, 2],
    outputShape: [2, 5, 2],
    badShapes: [[2, 5, 3]],
  })
})

describe('of volumes', () => {
  testLayer((options) => new AdaptiveMaxPooling3D(2, options), {
    inputShape: [2, 3, 4, 1],
    outputShape: [2, 2, 2, 1],
    badShapes: [[2, 5, 3]],
  })
})

test('give what Keras gives', async () => {
  await expectElements(
    new AdaptiveMaxPooling1D(3, { dtype: 'float64' }).apply(wave([1, 5, 2])),
    [0.909297, 0.841471, 0.909297, 0.656987, 0.989358, 0.656987],
  )
  await expectElements(
    new AdaptiveMaxPooling2D([2, 3], { dtype: 'float64' }).apply(wave([1, 3, 4, 2])),
    [0.989358, 0.841471, 0.909297, 0.420167, 0.990607, 0.656987, 0.989358, 0.412118, 0.912945, 0.836656, 0.990607, 0.836656],
  )
  await expectElements(
    new AdaptiveMaxPooling3D([1, 2, 2], { dtype: 'float64' }).apply(wave([1, 2, 3, 3, 1])),
    [0.841471, 0.990607, 0.656987, 0.990607],
  )
})

test('refuse sizes that are none', () => {
  expect(() => new AdaptiveMaxPooling2D([1, 2, 3])).toThrow(
    'AdaptiveMaxPooling2D: outputSize must be a positive integer or a list of 2 of them, got [1,2,3]',
  )
})
