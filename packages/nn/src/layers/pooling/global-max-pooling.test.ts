/** GlobalMaxPooling1D, 2D, 3D: the contract of layers, answers of Keras. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend } from '@neurite/core'
import { beforeAll, describe, test } from 'vitest'
import { expectElements, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D } from './global-max-pooling.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of sequences', () => {
  testLayer((options) => new GlobalMaxPooling1D(options), {
    inputShape: [4, 3],
    outputShape: [3],
    badShapes: [
      [2, 4],
      [2, 4, 3, 1],
    ],
  })
})

describe('of images, keeping the axes', () => {
  testLayer((options) => new GlobalMaxPooling2D({ keepDims: true, ...options }), {
    inputShape: [4, 2, 3],
    outputShape: [1, 1, 3],
    badShapes: [[2, 4, 3]],
  })
})

describe('of volumes', () => {
  testLayer((options) => new GlobalMaxPooling3D(options), {
    inputShape: [2, 2, 2, 3],
    outputShape: [3],
    badShapes: [[2, 4, 3]],
  })
})

test('give what Keras gives', async () => {
  await expectElements(new GlobalMaxPooling1D({ dtype: 'float64' }).apply(wave([1, 5, 2])), [0.989358, 0.841471])
  await expectElements(new GlobalMaxPooling2D({ dtype: 'float64' }).apply(wave([1, 3, 4, 2])), [0.990607, 0.841471])
  await expectElements(new GlobalMaxPooling3D({ dtype: 'float64' }).apply(wave([1, 2, 3, 3, 1])), [0.990607])
})
