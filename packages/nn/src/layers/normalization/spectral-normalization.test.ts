/** SpectralNormalization: the contract of layers, answers of Keras, layers without a kernel. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, variableGrads, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { Dense } from '../dense.ts'
import { Flatten } from '../flatten.ts'
import { SpectralNormalization } from './spectral-normalization.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of a dense layer', () => {
  testLayer(
    (options) =>
      new SpectralNormalization(new Dense(3, { name: 'dense', ...(options?.dtype && { dtype: options.dtype }) }), options),
    {
      inputShape: [4],
      outputShape: [3],
      weights: { vectorU: [1, 3], 'dense/kernel': [4, 3], 'dense/bias': [3] },
      differsInTraining: true,
      mask: 'same',
      classes: { Dense },
    },
  )
})

test('gives what Keras gives, and keeps the divided kernel', async () => {
  const dense = new Dense(2, { dtype: 'float64' })
  const layer = new SpectralNormalization(dense, { powerIterations: 2, dtype: 'float64' })
  layer.buildFrom([null, 3])
  const [vector, kernel, bias] = layer.weights
  kernel!.assign(wave([3, 2], 1))
  vector!.assign(wave([1, 2], 2))
  bias!.assign(wave([2], 3))
  const { grads } = variableGrads(
    () =>
      layer
        .apply(wave([2, 3]), { training: true })
        .mul(wave([2, 2], 3))
        .sum(),
    [kernel!],
  )
  await expectElements(grads[0]!, [-0.135323, -0.0394311, 0.844465, -0.425365, 1.04786, -0.42022])
  await expectElements(kernel!.value, [0.53439, 0.577464, 0.0896206, -0.48062, -0.608981, -0.177447])
  await expectElements(vector!.value, [0.766767, 0.641925])
  await expectElements(layer.apply(wave([2, 3])), [-0.337212, -1.32258, 0.732675, -0.141418])
})

test('leaves a kernel of zeros as it is', async () => {
  const dense = new Dense(2, { kernelInitializer: 'zeros' })
  const layer = new SpectralNormalization(dense)
  await expectElements(layer.apply(wave([2, 3], 0, 'float32'), { training: true }), [0, 0, 0, 0])
  await expectElements(dense.kernel!.value, [0, 0, 0, 0, 0, 0])
})

test('names the layer inside in errors', () => {
  const layer = new SpectralNormalization(new Dense(2, { name: 'dense' }), { name: 'sn', inputShape: [4] })
  expect(() => layer.apply(zeros([2, 5]))).toThrow('sn/dense: expected the last axis to be 4, got shape [2, 5]')
})

test('refuses layers without a kernel, and no iterations', () => {
  expect(() => new SpectralNormalization(new Flatten({ name: 'flat' }), { name: 'sn' }).apply(zeros([2, 3]))).toThrow(
    'sn: the layer sn/flat has no kernel and no embeddings to normalise; wrap a Dense or Conv2D layer, for example',
  )
  expect(() => new SpectralNormalization(new Dense(2), { powerIterations: 0 })).toThrow(
    'SpectralNormalization: powerIterations must be a positive integer, got 0',
  )
})
