/** GroupNormalization: the contract of layers, answers of Keras, errors. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, setWaves, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { GroupNormalization, type GroupNormalizationOptions } from './group-normalization.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of images', () => {
  testLayer((options) => new GroupNormalization({ groups: 2, gammaInitializer: 'randomUniform', ...options }), {
    inputShape: [3, 2, 4],
    outputShape: [3, 2, 4],
    weights: { gamma: [4], beta: [4] },
    badShapes: [[4], [2, 3, 2, 3], [2, 3, 2, 6]],
    mask: 'own',
  })
})

describe('of single channels in front', () => {
  testLayer((options) => new GroupNormalization({ groups: -1, axis: 1, center: false, scale: false, ...options }), {
    inputShape: [3, 5],
    outputShape: [3, 5],
    badShapes: [[2]],
  })
})

test.each<[GroupNormalizationOptions, readonly number[], readonly number[]]>([
  [
    { groups: 2 },
    [2, 2, 4],
    [
      1.16853, 1.49976, -0.58779, -0.604647, 0.270899, -0.807795, -0.951554, -1.45124, 1.93387, 0.291678, -0.854375, -0.0157806,
      -0.406272, 0.305016, -0.590865, -1.53544,
    ],
  ],
  [{ groups: 2, axis: 1 }, [1, 4, 2], [-0.0675365, 1.67036, 1.1149, -0.599502, -0.852274, -0.897972, -1.02576, -2.16115]],
  [{ groups: -1 }, [1, 3, 2], [0.846567, 1.16307, 1.96871, 0.304457, -0.0873816, -1.04416]],
])('%j of shape %j gives what Keras gives', async (options, shape, expected) => {
  const layer = new GroupNormalization({ dtype: 'float64', ...options })
  layer.buildFrom(shape)
  setWaves(layer)
  await expectElements(layer.apply(wave(shape)), expected)
})

test('errors say what groups must be', () => {
  expect(() => new GroupNormalization({ groups: 0 })).toThrow(
    'GroupNormalization: groups must be a positive integer, or -1 for one group per channel, got 0',
  )
  expect(() => new GroupNormalization({ name: 'gn', groups: 3 }).apply(zeros([2, 5, 4]))).toThrow(
    'gn: expected a number of channels that 3 groups divide, got 4 in shape [null, 5, 4]; change groups',
  )
  expect(() => new GroupNormalization({ name: 'gn', axis: 0 }).apply(zeros([2, 5]))).toThrow(
    'gn: expected channels behind the batch axis, got shape [null, 5] with axis 0',
  )
})
