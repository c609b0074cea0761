/** GlobalAveragePooling1D, 2D, 3D: the contract of layers, answers of Keras, masks. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, tensor, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { GlobalAveragePooling1D, GlobalAveragePooling2D, GlobalAveragePooling3D } from './global-average-pooling.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of sequences', () => {
  testLayer((options) => new GlobalAveragePooling1D(options), {
    inputShape: [4, 3],
    outputShape: [3],
    badShapes: [
      [2, 4],
      [2, 4, 3, 1],
    ],
  })
})

describe('of images, keeping the axes', () => {
  testLayer((options) => new GlobalAveragePooling2D({ keepDims: true, ...options }), {
    inputShape: [4, 2, 3],
    outputShape: [1, 1, 3],
    badShapes: [[2, 4, 3]],
    mask: 'own',
  })
})

describe('of volumes', () => {
  testLayer((options) => new GlobalAveragePooling3D(options), {
    inputShape: [2, 2, 2, 3],
    outputShape: [3],
    badShapes: [[2, 4, 3]],
    mask: 'own',
  })
})

test('give what Keras gives', async () => {
  await expectElements(new GlobalAveragePooling1D({ dtype: 'float64' }).apply(wave([1, 5, 2])), [0.172488, 0.218554])
  await expectElements(new GlobalAveragePooling2D({ dtype: 'float64' }).apply(wave([1, 3, 4, 2])), [0.0531379, 0.0285126])
  await expectElements(new GlobalAveragePooling3D({ dtype: 'float64' }).apply(wave([1, 2, 3, 3, 1])), [0.0381326])
})

test('leaves out the steps that a mask leaves out', async () => {
  const mask = tensor([1, 1, 0, 0, 0, 1], { shape: [2, 3] }).cast('bool')
  const y = new GlobalAveragePooling1D({ dtype: 'float64' }).apply(wave([2, 3, 2]), { mask })
  await expectElements(y, [0.454649, 0.491295, -0.544021, -0.99999])
  await expectElements(new GlobalAveragePooling1D().apply(wave([1, 2, 1]), { mask: zeros([1, 2]) }), [0])
})

test('refuses masks of other shapes', () => {
  expect(() => new GlobalAveragePooling1D({ name: 'pool' }).apply(zeros([1, 2, 1]), { mask: zeros([1]) })).toThrow(
    'pool: expected a mask of shape [batch, steps], got [1]',
  )
})
