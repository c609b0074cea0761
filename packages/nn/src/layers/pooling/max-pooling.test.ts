/** MaxPooling1D, 2D, 3D: the contract of layers, answers of Keras, errors. */
import { cpu } from '@neurite/backend-cpu'
import { type PerAxis, setBackend, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { MaxPooling1D, MaxPooling2D, MaxPooling3D } from './max-pooling.ts'
import type { PoolingOptions } from './pooling.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of sequences', () => {
  testLayer((options) => new MaxPooling1D(3, { strides: 2, padding: 'same', ...options }), {
    inputShape: [6, 2],
    outputShape: [3, 2],
    badShapes: [
      [2, 6],
      [2, 6, 2, 2],
    ],
  })
})

describe('of images', () => {
  testLayer((options) => new MaxPooling2D([2, 3], options), {
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
  testLayer((options) => new MaxPooling3D(undefined, options), {
    inputShape: [2, 4, 2, 2],
    outputShape: [1, 2, 1, 2],
    badShapes: [[2, 2, 4, 2]],
  })
})

const classes = { MaxPooling1D, MaxPooling2D, MaxPooling3D }

test.each<[keyof typeof classes, PerAxis, PoolingOptions, readonly number[], readonly number[]]>([
  ['MaxPooling1D', 2, {}, [1, 5, 2], [0.909297, 0.841471, -0.279415, 0.656987]],
  [
    'MaxPooling1D',
    2,
    { strides: 1, padding: 'same' },
    [1, 5, 2],
    [0.909297, 0.841471, 0.909297, 0.14112, -0.279415, 0.656987, 0.989358, 0.656987, 0.989358, 0.412118],
  ],
  ['MaxPooling2D', 2, {}, [1, 3, 4, 2], [0.989358, 0.841471, 0.990607, 0.656987]],
  [
    'MaxPooling2D',
    2,
    { strides: 2, padding: 'same' },
    [1, 3, 4, 2],
    [0.989358, 0.841471, 0.990607, 0.656987, -0.287903, 0.149877, 0.912945, 0.836656],
  ],
  ['MaxPooling3D', 2, {}, [1, 2, 3, 3, 1], [0.841471]],
  [
    'MaxPooling3D',
    2,
    { strides: [1, 2, 2], padding: 'same' },
    [1, 2, 3, 3, 1],
    [0.841471, 0.990607, 0.656987, 0.989358, 0.420167, 0.990607, 0.650288, -0.961397],
  ],
])('%s(%j, %j) of shape %j gives what Keras gives', async (name, poolSize, options, shape, expected) => {
  await expectElements(new classes[name](poolSize, { dtype: 'float64', ...options }).apply(wave(shape)), expected)
})

test('errors say what does not fit', () => {
  expect(() => new MaxPooling2D([2])).toThrow('MaxPooling2D: poolSize must be a positive integer or a list of 2 of them, got [2]')
  expect(() => new MaxPooling2D(2, { padding: 'causal' as 'same' })).toThrow(
    'MaxPooling2D: unknown padding "causal"; known: valid, same',
  )
  expect(() => new MaxPooling2D(3, { name: 'pool' }).apply(zeros([1, 2, 8, 1]))).toThrow(
    'pool: expected the height to be at least 3, so that the pool fits, got shape [null, 2, 8, 1]; use a smaller one or padding "same"',
  )
})
