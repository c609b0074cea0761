/** AdaptiveAveragePooling1D, 2D, 3D: the contract of layers, answers of Keras. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { AdaptiveAveragePooling1D, AdaptiveAveragePooling2D, AdaptiveAveragePooling3D } from './adaptive-average-pooling.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of sequences', () => {
  testLayer((options) => new AdaptiveAveragePooling1D(3, options), {
    inputShape: [5, 2],
    outputShape: [3, 2],
    badShapes: [[2, 5]],
  })
})

describe('of images', () => {
  testLayer((options) => new AdaptiveAveragePooling2D([2, 5], options), {
    inputShape: [5, 3, 2],
    outputShape: [2, 5, 2],
    badShapes: [[2, 5, 3]],
  })
})

describe('of volumes', () => {
  testLayer((options) => new AdaptiveAveragePooling3D(2, options), {
    inputShape: [2, 3, 4, 1],
    outputShape: [2, 2, 2, 1],
    badShapes: [[2, 5, 3]],
  })
})

test('give what Keras gives', async () => {
  await expectElements(
    new AdaptiveAveragePooling1D(3, { dtype: 'float64' }).apply(wave([1, 5, 2])),
    [0.454649, 0.491295, -0.0423069, -0.0536059, 0.354971, 0.534553],
  )
  await expectElements(
    new AdaptiveAveragePooling2D([2, 3], { dtype: 'float64' }).apply(wave([1, 3, 4, 2])),
    [
      0.338659, 0.0986798, -0.232025, -0.349407, -0.145546, 0.192129, -0.148388, -0.349848, -0.229659, 0.101677, 0.339532,
      0.265223,
    ],
  )
  await expectElements(
    new AdaptiveAveragePooling3D([1, 2, 2], { dtype: 'float64' }).apply(wave([1, 2, 3, 3, 1])),
    [-0.00281501, -0.0122744, 0.00098341, 0.0115115],
  )
})

test('refuse sizes that are none', () => {
  expect(() => new AdaptiveAveragePooling2D([1, 2, 3])).toThrow(
    'AdaptiveAveragePooling2D: outputSize must be a positive integer or a list of 2 of them, got [1,2,3]',
  )
})
