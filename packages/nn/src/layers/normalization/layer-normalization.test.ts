/** LayerNormalization: the contract of layers, answers of Keras. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, tensor } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, setWaves, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { LayerNormalization, type LayerNormalizationOptions } from './layer-normalization.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of the last axis', () => {
  testLayer((options) => new LayerNormalization({ gammaInitializer: 'randomUniform', ...options }), {
    inputShape: [3, 4],
    outputShape: [3, 4],
    weights: { gamma: [4], beta: [4] },
    badShapes: [[], [2, 3, 5]],
  })
})

describe('of several axes, without gamma', () => {
  testLayer((options) => new LayerNormalization({ axis: [1, -1], scale: false, ...options }), {
    inputShape: [3, 2, 4],
    outputShape: [3, 2, 4],
    weights: { beta: [3, 4] },
    badShapes: [[2], [2, 4, 2, 4]],
    mask: 'own',
  })
})

test.each<[LayerNormalizationOptions, readonly number[], readonly number[]]>([
  [{}, [2, 3], [-0.274597, 0.706438, -0.645991, 2.0789, -0.299032, -0.884643]],
  [
    { axis: [1, 2] },
    [2, 2, 3],
    [0.874634, 1.1772, -0.582576, -1.07759, 0.778304, 1.04443, 0.527043, 0.942146, -0.565606, -1.36137, 0.517992, 1.071],
  ],
  [
    { axis: 1, epsilon: 0.1 },
    [2, 3, 2],
    [0.852339, 1.77992, 1.18059, 0.291487, -0.908573, -0.926147, 0.528779, 1.57963, 1.28855, 0.585695, -0.871065, -0.938219],
  ],
])('%j of shape %j gives what Keras gives', async (options, shape, expected) => {
  const layer = new LayerNormalization({ dtype: 'float64', ...options })
  layer.buildFrom(shape)
  setWaves(layer)
  await expectElements(layer.apply(wave(shape)), expected)
})

test('normalises float16 in float32', async () => {
  const y = new LayerNormalization({ dtype: 'float16' }).apply(tensor([[300, -300]]))
  expect(y.dtype).toBe('float16')
  await expectElements(y, [1, -1], 2)
})

test('refuses repeated axes', () => {
  expect(() => new LayerNormalization({ axis: [1, 1] })).toThrow(
    'LayerNormalization: axis must be an integer or a list of different integers, got [1,1]; -1 is the last axis',
  )
})
