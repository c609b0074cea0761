/** DepthwiseConv1D and DepthwiseConv2D: the contract of layers, answers of Keras. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, setWaves, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { DepthwiseConv1D, DepthwiseConv2D } from './depthwise-conv.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of sequences', () => {
  testLayer((options) => new DepthwiseConv1D(3, { depthMultiplier: 2, ...options }), {
    inputShape: [5, 3],
    outputShape: [3, 6],
    weights: { kernel: [3, 3, 2], bias: [6] },
    badShapes: [
      [2, 5],
      [2, 2, 3],
      [2, 5, 2],
    ],
  })
})

describe('of images, without a bias', () => {
  testLayer((options) => new DepthwiseConv2D([2, 1], { padding: 'same', strides: 2, useBias: false, ...options }), {
    inputShape: [3, 4, 2],
    outputShape: [2, 2, 2],
    weights: { kernel: [2, 1, 2, 1] },
    badShapes: [
      [2, 3, 4],
      [2, 3, 4, 3],
    ],
  })
})

test('give what Keras gives', async () => {
  const first = new DepthwiseConv1D(2, { depthMultiplier: 2, dtype: 'float64' })
  first.buildFrom([null, 3, 2])
  setWaves(first)
  const sequences = [0.0373501, -0.112952, -0.54534, -1.45613, 2.40016, 1.1794, -1.36689, -2.01444]
  await expectElements(first.apply(wave([1, 3, 2])), sequences)
  const second = new DepthwiseConv2D(2, { padding: 'same', strides: 2, dtype: 'float64' })
  second.buildFrom([null, 3, 4, 2])
  setWaves(second)
  const images = [-0.268517, -0.305033, 1.39839, -0.70207, 0.561056, -0.846504, 1.67627, 1.54231]
  await expectElements(second.apply(wave([1, 3, 4, 2])), images)
})

test('refuse what the multiplier cannot be', () => {
  expect(() => new DepthwiseConv2D(3, { depthMultiplier: 0 })).toThrow(
    'DepthwiseConv2D: depthMultiplier must be a positive integer, got 0',
  )
})
