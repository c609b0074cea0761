/** SeparableConv1D and SeparableConv2D: the contract of layers, answers of Keras. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { L2 } from '../../regularizers/l1-l2.ts'
import { expectElements, setWaves, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { SeparableConv1D, SeparableConv2D } from './separable-conv.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of sequences', () => {
  testLayer((options) => new SeparableConv1D(4, 3, { depthMultiplier: 2, padding: 'causal', ...options }), {
    inputShape: [5, 3],
    outputShape: [5, 4],
    weights: { depthwiseKernel: [3, 3, 2], pointwiseKernel: [1, 6, 4], bias: [4] },
    badShapes: [
      [2, 5],
      [2, 5, 2],
    ],
  })
})

describe('of images, without a bias', () => {
  testLayer(
    (options) =>
      new SeparableConv2D(3, 2, { useBias: false, pointwiseRegularizer: 'l2', depthwiseConstraint: 'maxNorm', ...options }),
    {
      inputShape: [3, 4, 2],
      outputShape: [2, 3, 3],
      weights: { depthwiseKernel: [2, 2, 2, 1], pointwiseKernel: [1, 1, 2, 3] },
      badShapes: [
        [2, 3, 4],
        [2, 1, 4, 2],
        [2, 3, 4, 3],
      ],
    },
  )
})

test('give what Keras gives', async () => {
  const first = new SeparableConv1D(2, 2, { depthMultiplier: 2, dtype: 'float64' })
  first.buildFrom([null, 3, 2])
  setWaves(first)
  await expectElements(first.apply(wave([1, 3, 2])), [-1.01046, -0.702197, -0.162837, -2.37786])
  const second = new SeparableConv2D(3, 2, { padding: 'same', useBias: false, dtype: 'float64' })
  second.buildFrom([null, 2, 3, 2])
  setWaves(second)
  await expectElements(
    second.apply(wave([1, 2, 3, 2])),
    [
      0.105097, -0.0989391, -0.212011, -0.348854, -0.021432, 0.325695, 0.463488, 0.149313, -0.30214, -0.360616, -0.0932514,
      0.259848, -0.397859, -0.209517, 0.171453, 0.455682, 0.189468, -0.250943,
    ],
  )
})

test('keep regularizers and constraints in their configuration', () => {
  const config = new SeparableConv2D(3, 2, {
    depthwiseRegularizer: new L2({ l2: 0.5 }),
    pointwiseConstraint: 'nonNeg',
  }).getConfig()
  expect(config).toMatchObject({
    depthwiseRegularizer: { className: 'L2', config: { l2: 0.5 } },
    pointwiseConstraint: { className: 'NonNeg', config: {} },
  })
})
