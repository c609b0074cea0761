/** Layers of noise and the penalty on activations: the contract of layers, statistics, losses, errors. */
import { cpu } from '@neurite/backend-cpu'
import { ones, setBackend, tensor, type Tensor, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { testLayer } from '../../testing/test-layer.ts'
import { collectLosses } from '../collect-losses.ts'
import type { Layer, LayerOptions } from '../layer.ts'
import { ActivityRegularization } from './activity-regularization.ts'
import { AlphaDropout } from './alpha-dropout.ts'
import { GaussianDropout } from './gaussian-dropout.ts'
import { GaussianNoise } from './gaussian-noise.ts'
import { SpatialDropout1D, SpatialDropout2D, SpatialDropout3D } from './spatial-dropout.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

const train = async (layer: Layer, x: Tensor): Promise<number[]> => [...(await layer.apply(x, { training: true }).data())]

const momentsOf = (values: readonly number[]): { mean: number; variance: number } => {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length
  return { mean, variance: values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length }
}

const total = 20_000

describe.each<[string, (options?: LayerOptions & { seed?: number }) => Layer]>([
  ['GaussianNoise', (options) => new GaussianNoise(0.5, options)],
  ['GaussianDropout', (options) => new GaussianDropout(0.2, options)],
  ['AlphaDropout', (options) => new AlphaDropout(0.2, options)],
])('%s', (_, create) => {
  testLayer(create, { inputShape: [5, 4], outputShape: [5, 4], differsInTraining: true })

  test('is the identity in inference', () => {
    const x = ones([3])
    expect(create().apply(x).value).toBe(x.value)
  })

  test('repeats itself by seed', async () => {
    expect(await train(create({ seed: 5 }), ones([8]))).toEqual(await train(create({ seed: 5 }), ones([8])))
    expect(await train(create({ seed: 5 }), ones([8]))).not.toEqual(await train(create({ seed: 6 }), ones([8])))
    expect(create({ seed: 5 }).getConfig()).toMatchObject({ seed: 5 })
  })

  test('makes half precision finite', async () => {
    const y = create({ dtype: 'float16' }).apply(ones([64]), { training: true })
    expect(y.dtype).toBe('float16')
    expect([...(await y.data())].every(Number.isFinite)).toBe(true)
  })
})

test('GaussianNoise adds numbers of mean 0 and its deviation', async () => {
  const { mean, variance } = momentsOf(await train(new GaussianNoise(0.5, { seed: 1 }), ones([total]).mul(3)))
  expect(Math.abs(mean - 3)).toBeLessThan((5 * 0.5) / Math.sqrt(total))
  expect(Math.abs(variance - 0.25)).toBeLessThan(5 * 0.25 * Math.sqrt(2 / total))
})

test('GaussianDropout multiplies by numbers of mean 1 and the variance of dropout', async () => {
  const { mean, variance } = momentsOf(await train(new GaussianDropout(0.2, { seed: 1 }), ones([total]).mul(2)))
  expect(Math.abs(mean - 2)).toBeLessThan((5 * 1) / Math.sqrt(total))
  expect(Math.abs(variance - 4 * 0.25)).toBeLessThan(5 * Math.sqrt(2 / total))
})

describe('AlphaDropout', () => {
  test('drops to the least value of selu, and keeps mean 0 and variance 1', async () => {
    const rate = 0.3
    const lowest = -1.7580993408473766
    const scale = 1 / Math.sqrt((1 - rate) * (1 + rate * lowest ** 2))
    const shift = -scale * lowest * rate
    // Elements of -1 and 1: mean 0 and variance 1.
    const x = tensor(Float32Array.from({ length: total }, (_, index) => (index % 2 === 0 ? 1 : -1)))
    const y = await train(new AlphaDropout(rate, { seed: 1 }), x)
    const dropped = y.filter((value) => Math.abs(value - (scale * lowest + shift)) < 1e-5)
    expect(Math.abs(dropped.length / total - rate)).toBeLessThan(5 * Math.sqrt((rate * (1 - rate)) / total))
    const kept = [scale + shift, -scale + shift]
    for (const value of new Set(y)) {
      expect(Math.min(...[...kept, scale * lowest + shift].map((expected) => Math.abs(value - expected)))).toBeLessThan(1e-5)
    }
    const { mean, variance } = momentsOf(y)
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(total))
    expect(Math.abs(variance - 1)).toBeLessThan(0.05)
  })

  test('drops along the noise shape', async () => {
    const layer = new AlphaDropout(0.5, { seed: 2, noiseShape: [null, 1] })
    const y = await train(layer, ones([50, 4]))
    const rows = Array.from({ length: 50 }, (_, row) => new Set(y.slice(row * 4, row * 4 + 4)))
    expect(rows.every((row) => row.size === 1)).toBe(true)
    expect(new Set(y).size).toBe(2)
    expect(AlphaDropout.fromConfig(layer.getConfig()).getConfig()).toEqual(layer.getConfig())
    expect(() => layer.apply(ones([4]), { training: true })).toThrow('noiseShape [null, 1] must hold 1, null or the')
  })
})

describe('SpatialDropout', () => {
  describe('1D', () => {
    testLayer((options) => new SpatialDropout1D(0.5, options), {
      inputShape: [2, 9],
      outputShape: [2, 9],
      differsInTraining: true,
      badShapes: [
        [2, 3],
        [2, 3, 4, 5],
      ],
    })
  })

  describe('2D', () => {
    testLayer((options) => new SpatialDropout2D(0.5, options), {
      inputShape: [2, 1, 9],
      outputShape: [2, 1, 9],
      differsInTraining: true,
    })
  })

  describe('3D', () => {
    testLayer((options) => new SpatialDropout3D(0.5, options), {
      inputShape: [2, 1, 1, 9],
      outputShape: [2, 1, 1, 9],
      differsInTraining: true,
    })
  })

  test('drops whole channels', async () => {
    const y = await train(new SpatialDropout2D(0.5, { seed: 3 }), ones([4, 3, 2, 10]))
    for (let sample = 0; sample < 4; sample++) {
      for (let channel = 0; channel < 10; channel++) {
        const values = Array.from({ length: 6 }, (_, place) => y[(sample * 6 + place) * 10 + channel])
        expect(new Set(values).size).toBe(1)
      }
    }
    expect(new Set(y)).toEqual(new Set([0, 2]))
  })

  test('has no noise shape in its configuration', () => {
    expect(new SpatialDropout1D(0.5, { name: 'spatial', seed: 3 }).getConfig()).toEqual({
      name: 'spatial',
      dtype: 'float32',
      trainable: true,
      rate: 0.5,
      seed: 3,
    })
  })
})

describe('ActivityRegularization', () => {
  testLayer((options) => new ActivityRegularization({ l1: 1, ...options }), { inputShape: [3], outputShape: [3] })

  test('adds its penalty, divided by the size of the batch, to the losses', async () => {
    const layer = new ActivityRegularization({ l1: 1, l2: 0.5 })
    const x = tensor([
      [1, -2],
      [3, 0],
    ])
    const { result, losses } = collectLosses(() => layer.apply(x))
    expect(await result.array()).toEqual(await x.array())
    expect(await Promise.all(losses.map((loss) => loss.item()))).toEqual([(6 + 7) / 2])
  })
})

describe('errors', () => {
  test.each<[() => unknown, string]>([
    [() => new GaussianNoise(2), 'GaussianNoise: stddev must be a number >= 0 and <= 1, got 2'],
    [() => new GaussianDropout(1), 'GaussianDropout: rate must be a number >= 0 and < 1, got 1'],
    [() => new AlphaDropout(-0.1), 'AlphaDropout: rate must be a number >= 0 and < 1, got -0.1'],
    [() => new SpatialDropout1D(1.5), 'SpatialDropout1D: rate must be a number from 0 to 1, got 1.5'],
    [() => new SpatialDropout1D(0.5, { noiseShape: [1] } as object), 'SpatialDropout1D: unknown option "noiseShape"'],
    [() => new GaussianNoise(0.5, { sead: 1 } as object), 'GaussianNoise: unknown option "sead"; did you mean "seed"?'],
    [() => new ActivityRegularization({ l1: -1 }), 'ActivityRegularization: l1 must be a number >= 0, got -1'],
    [
      () => new SpatialDropout2D(0.5, { name: 'subject' }).apply(zeros([2, 3])),
      'subject: expected an input of shape [batch, height, width, channels]',
    ],
  ])('case %#', (fn, message) => {
    expect(fn).toThrow(message)
  })
})
