/** BatchNormalization: the contract of layers, answers of Keras, moving statistics, masks, errors. */
import { cpu } from '@neurite/backend-cpu'
import { compile, setBackend, tensor, Variable, variableGrads, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, setWaves, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { BatchNormalization, type BatchNormalizationOptions } from './batch-normalization.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of vectors', () => {
  testLayer((options) => new BatchNormalization(options), {
    inputShape: [4],
    outputShape: [4],
    weights: { gamma: [4], beta: [4], movingMean: [4], movingVariance: [4] },
    differsInTraining: true,
    badShapes: [[], [2, 3]],
  })
})

describe('along the first axis of images, without beta', () => {
  testLayer((options) => new BatchNormalization({ axis: 1, center: false, gammaInitializer: 'randomUniform', ...options }), {
    inputShape: [3, 2, 4],
    outputShape: [3, 2, 4],
    weights: { gamma: [3], movingMean: [3], movingVariance: [3] },
    differsInTraining: true,
    badShapes: [[2, 4, 2, 4]],
    mask: 'own',
  })
})

const waves = (options: BatchNormalizationOptions, shape: readonly number[]): BatchNormalization => {
  const layer = new BatchNormalization({ dtype: 'float64', ...options })
  layer.buildFrom(shape)
  setWaves(layer)
  return layer
}

test('uses its own statistics in inference', async () => {
  const y = waves({}, [2, 3]).apply(wave([2, 3]))
  await expectElements(y, [0.7947, 1.36048, -0.410345, 0.909297, 0.14112, -0.756802])
})

test('uses those of the batch in training, and moves its own by the biased variance', async () => {
  const layer = waves({ momentum: 0.9, epsilon: 0.01, axis: 1 }, [2, 2, 3])
  const y = layer.apply(wave([2, 2, 3]), { training: true })
  await expectElements(
    y,
    [0.0239523, 1.45769, 1.57325, 1.11962, -0.36402, -0.697986, -0.452128, 1.14336, 1.70966, 1.56739, -0.0124413, -0.76584],
  )
  await expectElements(layer.movingMean!.value, [0.17897, -0.726231])
  await expectElements(layer.movingVariance!.value, [0.988865, 1.30687])
})

test('has the gradients of the statistics of the batch', async () => {
  const layer = waves({}, [4, 2])
  const x = new Variable(wave([4, 2]))
  const loss = () =>
    layer
      .apply(x.value, { training: true })
      .mul(wave([4, 2], 3))
      .sum()
  const { grads } = variableGrads(loss, [x, layer.gamma!, layer.beta!])
  await expectElements(grads[0]!, [0.15229, 0.0428582, -0.112889, -0.206773, -0.180373, 0.0739737, 0.140972, 0.0899412])
  await expectElements(grads[1]!, [-2.42904, -2.68334])
  await expectElements(grads[2]!, [0.251301, -0.590881])
})

test('leaves out of the statistics what a mask leaves out', async () => {
  const layer = waves({ momentum: 0.5 }, [2, 3, 2])
  const mask = tensor([1, 1, 0, 1, 0, 0], { shape: [2, 3] }).cast('bool')
  const y = layer.apply(wave([2, 3, 2]), { training: true, mask })
  await expectElements(
    y,
    [0.561836, 1.04087, 2.06662, -1.09559, -0.690587, -4.45134, 0.099435, 0.478087, 2.19911, -0.268897, -0.338457, -4.57661],
  )
  await expectElements(layer.movingMean!.value, [0.17554, -0.105138])
  await expectElements(layer.movingVariance!.value, [0.665149, 0.753693])
})

test('moves its statistics at every run of a compiled function', async () => {
  const layer = new BatchNormalization({ momentum: 0.5 })
  const x = tensor([[1], [3]])
  layer.buildFrom([null, 1])
  const step = compile(() => layer.apply(x, { training: true }))
  for (let count = 0; count < 3; count++) await step().data()
  expect(step.traces).toBe(1)
  await expectElements(layer.movingMean!.value, [2 * (1 - 0.5 ** 3)])
})

test('keeps its statistics when it is frozen', async () => {
  const layer = new BatchNormalization({ trainable: false })
  const x = tensor([[1], [3]])
  expect(await layer.apply(x, { training: true }).data()).toEqual(await layer.apply(x).data())
  await expectElements(layer.movingMean!.value, [0])
})

test('normalises float16 in float32', async () => {
  const layer = new BatchNormalization({ dtype: 'float16' })
  const y = layer.apply(tensor([[300], [-300]]), { training: true })
  expect(y.dtype).toBe('float16')
  await expectElements(y, [1, -1], 2)
})

describe('errors', () => {
  test.each<[BatchNormalizationOptions, string]>([
    [{ momentum: 1.5 }, 'BatchNormalization: momentum must be a number from 0 to 1, got 1.5'],
    [{ epsilon: -1 }, 'BatchNormalization: epsilon must be a number >= 0, got -1'],
    [{ axis: 0.5 }, 'BatchNormalization: axis must be an integer or a list of different integers, got 0.5; -1 is the last axis'],
    [{ center: 1 as unknown as boolean }, 'BatchNormalization: center must be true or false, got 1'],
  ])('refuse %j', (options, message) => {
    expect(() => new BatchNormalization(options)).toThrow(message)
  })

  test('say which axis is missing, and which mask does not fit', () => {
    expect(() => new BatchNormalization({ name: 'bn', axis: 3 }).apply(zeros([2, 3]))).toThrow(
      'bn: expected an input with an axis 3, got shape [null, 3]; change the option axis or the input',
    )
    expect(() => new BatchNormalization({ name: 'bn' }).apply(zeros([2, 3, 4]), { training: true, mask: zeros([2]) })).toThrow(
      'bn: expected a mask of one axis less than the input, got [2] for [2, 3, 4]',
    )
  })
})
