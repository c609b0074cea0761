/** TimeDistributed: the contract of layers, answers of Keras, layers with statistics, errors. */
import { cpu } from '@neurite/backend-cpu'
import { ones, setBackend, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, setWaves, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { Conv2D } from '../convolution/conv.ts'
import { Dense } from '../dense.ts'
import { BatchNormalization } from '../normalization/batch-normalization.ts'
import { TimeDistributed } from './time-distributed.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of images', () => {
  testLayer(
    (options) =>
      new TimeDistributed(new Conv2D(2, 2, { name: 'conv', ...(options?.dtype && { dtype: options.dtype }) }), options),
    {
      inputShape: [3, 4, 3, 2],
      outputShape: [3, 3, 2, 2],
      weights: { 'conv/kernel': [2, 2, 2, 2], 'conv/bias': [2] },
      badShapes: [[2, 3]],
      classes: { Conv2D },
    },
  )
})

describe('of a layer with statistics', () => {
  testLayer(
    (options) =>
      new TimeDistributed(new BatchNormalization({ name: 'bn', ...(options?.dtype && { dtype: options.dtype }) }), options),
    {
      inputShape: [3, 2],
      outputShape: [3, 2],
      weights: { 'bn/gamma': [2], 'bn/beta': [2], 'bn/movingMean': [2], 'bn/movingVariance': [2] },
      differsInTraining: true,
      classes: { BatchNormalization },
    },
  )
})

test('gives what Keras gives', async () => {
  const layer = new TimeDistributed(new Dense(2, { dtype: 'float64' }), { dtype: 'float64' })
  layer.buildFrom([null, 3, 2])
  setWaves(layer)
  await expectElements(layer.apply(wave([1, 3, 2])), [1.02805, -0.495707, 1.69436, 0.861142, 0.137147, 0.178678])
})

test('applies a layer with statistics to one step after the other', async () => {
  const inner = new BatchNormalization({ momentum: 0.5, dtype: 'float64' })
  const layer = new TimeDistributed(inner, { dtype: 'float64' })
  layer.buildFrom([null, 3, 1])
  setWaves(layer)
  const y = layer.apply(wave([2, 3, 1]), { training: true })
  await expectElements(y, [0.141417, 1.75011, 1.75029, 1.67718, 0.0684845, 0.0683082])
  await expectElements(inner.movingMean!.value, [0.0246369])
  await expectElements(inner.movingVariance!.value, [0.730653])
})

test('does not hand a mask of steps to the layer inside', async () => {
  const layer = new TimeDistributed(new BatchNormalization())
  const y = layer.apply(ones([2, 3, 1]), { training: true, mask: ones([2, 3]) })
  await expectElements(y, [0, 0, 0, 0, 0, 0])
})

test('says what is missing', () => {
  expect(() => new TimeDistributed(new Dense(2), { name: 'td' }).apply(zeros([2, 3]))).toThrow(
    'td: expected sequences of shape [batch, steps, ...rest], got shape [null, 3]; add the missing axes',
  )
})
