/** AveragePooling1D, 2D, 3D: the contract of layers, answers of Keras, errors. */
import { cpu } from '@neurite/backend-cpu'
import { type PerAxis, setBackend, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { AveragePooling1D, AveragePooling2D, AveragePooling3D } from './average-pooling.ts'
import type { PoolingOptions } from './pooling.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of sequences', () => {
  testLayer((options) => new AveragePooling1D(3, { strides: 2, padding: 'same', ...options }), {
    inputShape: [6, 2],
    outputShape: [3, 2],
    badShapes: [
      [2, 6],
      [2, 6, 2, 2],
    ],
  })
})

describe('of images', () => {
  testLayer((options) => new AveragePooling2D([2, 3], options), {
    inputShape: [5, 6, 2],
    outputShape: [2, 2, 2],
    badShapes: [
      [2, 5, 6],
      [2, 1, 6, 2],
      [2, 5, 2, 2],
    ],
  })
})

describe('of volumes', () => {
  testLayer((options) => new AveragePooling3D(undefined, options), {
    inputShape: [2, 4, 2, 2],
    outputShape: [1, 2, 1, 2],
    badShapes: [[2, 2, 4, 2]],
  })
})

const classes = { AveragePooling1D, AveragePooling2D, AveragePooling3D }

test.each<[keyof typeof classes, PerAxis, PoolingOptions, readonly number[], readonly number[]]>([
  ['AveragePooling1D', 2, {}, [1, 5, 2], [0.454649, 0.491295, -0.518109, -0.150969]],
  [
    'AveragePooling1D',
    2,
    { strides: 1, padding: 'same' },
    [1, 5, 2],
    [0.454649, 0.491295, 0.0762475, -0.408902, -0.518109, -0.150969, 0.354971, 0.534553, 0.989358, 0.412118],
  ],
  ['AveragePooling2D', 2, {}, [1, 3, 4, 2], [0.338659, 0.0986798, -0.145546, 0.192129]],
  [
    'AveragePooling2D',
    2,
    { strides: 2, padding: 'same' },
    [1, 3, 4, 2],
    [0.338659, 0.0986798, -0.145546, 0.192129, -0.519445, -0.40576, 0.452047, -0.00478238],
  ],
  ['AveragePooling3D', 2, {}, [1, 2, 3, 3, 1], [-0.00281501]],
  [
    'AveragePooling3D',
    2,
    { strides: [1, 2, 2], padding: 'same' },
    [1, 2, 3, 3, 1],
    [-0.00281501, -0.0147524, 0.184989, 0.0139804, -0.0620771, -0.00469142, 0.181192, -0.961397],
  ],
])('%s(%j, %j) of shape %j gives what Keras gives', async (name, poolSize, options, shape, expected) => {
  await expectElements(new classes[name](poolSize, { dtype: 'float64', ...options }).apply(wave(shape)), expected)
})

test('errors say what does not fit', () => {
  expect(() => new AveragePooling2D([2])).toThrow(
    'AveragePooling2D: poolSize must be a positive integer or a list of 2 of them, got [2]',
  )
  expect(() => new AveragePooling2D(2, { padding: 'causal' as 'same' })).toThrow(
    'AveragePooling2D: unknown padding "causal"; known: valid, same',
  )
  expect(() => new AveragePooling2D(3, { name: 'pool' }).apply(zeros([1, 2, 8, 1]))).toThrow(
    'pool: expected the height to be at least 3, so that the pool fits, got shape [null, 2, 8, 1]; use a smaller one or padding "same"',
  )
})
