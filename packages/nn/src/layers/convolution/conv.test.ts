/** Conv1D, Conv2D, Conv3D: the contract of layers, answers of Keras, errors. */
import { cpu } from '@neurite/backend-cpu'
import { type PerAxis, setBackend, tensor, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, setWaves, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { Conv1D, Conv2D, Conv3D, type ConvLayerOptions } from './conv.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of sequences', () => {
  testLayer((options) => new Conv1D(4, 3, { groups: 2, padding: 'causal', activation: 'tanh', strides: 2, ...options }), {
    inputShape: [6, 2],
    outputShape: [3, 4],
    weights: { kernel: [3, 1, 4], bias: [4] },
    badShapes: [[2], [2, 6], [2, 6, 3], [2, 6, 4], [2, 6, 2, 2]],
  })
})

describe('of images', () => {
  testLayer((options) => new Conv2D(3, [2, 3], { dilationRate: [2, 1], ...options }), {
    inputShape: [5, 4, 2],
    outputShape: [3, 2, 3],
    weights: { kernel: [2, 3, 2, 3], bias: [3] },
    badShapes: [
      [2, 5, 4],
      [2, 5, 4, 3],
      [2, 2, 4, 2],
      [2, 5, 2, 2],
    ],
  })
})

describe('of volumes, without a bias', () => {
  testLayer((options) => new Conv3D(2, 2, { useBias: false, padding: 'same', strides: [1, 2, 1], ...options }), {
    inputShape: [2, 3, 2, 2],
    outputShape: [2, 2, 2, 2],
    weights: { kernel: [2, 2, 2, 2, 2] },
    badShapes: [
      [2, 2, 3, 2],
      [2, 2, 3, 2, 1],
    ],
  })
})

const classes = { Conv1D, Conv2D, Conv3D }

test.each<[keyof typeof classes, number, PerAxis, ConvLayerOptions, readonly number[], readonly number[]]>([
  ['Conv1D', 2, 3, {}, [1, 5, 2], [0.895835, 0.316088, 1.01794, -0.0766287, 0.832335, 0.147382]],
  [
    'Conv1D',
    2,
    2,
    { padding: 'causal', dilationRate: 2 },
    [1, 5, 1],
    [0.909297, 0.14112, 1.02805, -0.495707, 1.03762, -0.547039, 1.63729, 0.799467, 1.56764, 1.54069],
  ],
  ['Conv1D', 1, 3, { padding: 'causal', strides: 2 }, [1, 5, 1], [0.909297, 1.80276, 1.69596]],
  ['Conv1D', 1, 4, { padding: 'same', strides: 2 }, [1, 6, 1], [0.339887, 3.03686, 0.204564]],
  ['Conv1D', 4, 2, { groups: 2 }, [1, 3, 4], [-0.61241, -0.632201, 0.170875, -1.54669, 1.7729, -0.409084, -0.470868, 0.482341]],
  ['Conv2D', 2, [2, 3], { activation: 'relu' }, [1, 3, 4, 2], [1.14819, 0.297376, 0.996426, 0, 1.07751, 0, 0.597243, 0.138547]],
  ['Conv2D', 1, 3, { strides: 2, padding: 'same' }, [1, 4, 5, 1], [1.07531, 0.754443, 0.452058, -0.26963, 0.988855, 2.58824]],
  ['Conv2D', 1, 2, { dilationRate: [2, 1], useBias: false }, [1, 4, 3, 1], [0.228507, 0.87886, -0.0995355, -0.828752]],
  ['Conv3D', 1, 2, {}, [1, 3, 2, 3, 1], [2.084, 0.809903, 2.28097, 1.22176]],
])('%s(%j, %j, %j) of shape %j gives what Keras gives', async (name, filters, kernelSize, options, shape, expected) => {
  const layer = new classes[name](filters, kernelSize, { dtype: 'float64', ...options })
  layer.buildFrom(shape)
  setWaves(layer)
  await expectElements(layer.apply(wave(shape)), expected)
})

test('converts integer inputs, as pixels are', async () => {
  const layer = new Conv1D(1, 2, { kernelInitializer: 'ones' })
  const y = layer.apply(tensor(new Uint8Array([200, 100, 50]), { shape: [1, 3, 1] }))
  expect(y.dtype).toBe('float32')
  await expectElements(y, [300, 150])
})

describe('errors', () => {
  test.each<[() => unknown, string]>([
    [() => new Conv2D(0, 3), 'Conv2D: filters must be a positive integer, got 0'],
    [() => new Conv2D(2, [3]), 'Conv2D: kernelSize must be a positive integer or a list of 2 of them, got [3]'],
    [() => new Conv1D(2, [3, 3]), 'Conv1D: kernelSize must be a positive integer or a list of one, got [3,3]'],
    [
      () => new Conv2D(2, '3' as never),
      'Conv2D: kernelSize must be a positive integer or a list of 2 of them, got the string "3"',
    ],
    [() => new Conv2D(2, 3, { strides: 0 }), 'Conv2D: strides must be a positive integer or a list of 2 of them, got 0'],
    [() => new Conv2D(2, 3, { padding: 'causal' }), 'Conv2D: unknown padding "causal"; known: valid, same'],
    [() => new Conv2D(2, 3, { padding: 'sane' as 'same' }), 'Conv2D: unknown padding "sane"; did you mean "same"?'],
    [() => new Conv2D(3, 3, { groups: 2 }), 'Conv2D: groups must divide filters, got 2 groups and 3 filters'],
    [
      () => new Conv2D(3, 3, { dataFormat: 'channelsFirst' as 'channelsLast' }),
      'Conv2D: dataFormat "channelsFirst" is not supported; put the channels last, for example with x.transpose([0, 2, 3, 1])',
    ],
    [
      () => new Conv2D(3, 3, { dataFormat: 'last' as 'channelsLast' }),
      'Conv2D: dataFormat must be "channelsLast", got the string "last"',
    ],
    [() => new Conv2D(3, 3, { kernel_size: 3 } as object), 'Conv2D: unknown option "kernel_size"; '],
  ])('%o is refused', (make, message) => {
    expect(make).toThrow(message)
  })

  test('say what does not fit', () => {
    expect(() => new Conv2D(4, 3, { name: 'conv' }).apply(zeros([1, 28, 28]))).toThrow(
      'conv: expected an input of shape [batch, height, width, channels], got shape [null, 28, 28]; add the missing axes with expandDims or a Reshape layer',
    )
    expect(() => new Conv2D(4, 5, { name: 'conv' }).apply(zeros([1, 28, 4, 1]))).toThrow(
      'conv: expected the width to be at least 5, so that the kernel fits, got shape [null, 28, 4, 1]; use a smaller one or padding "same"',
    )
    expect(() => new Conv1D(4, 2, { name: 'conv', groups: 2 }).apply(zeros([1, 4, 3]))).toThrow(
      'conv: expected a number of channels that 2 groups divide, got 3 in shape [null, 4, 3]; change groups',
    )
    expect(() => new Conv2D(4, 3, { name: 'conv' }).buildFrom([null, 28, 28, null])).toThrow(
      'conv: expected the last axis to have a fixed, positive size, got shape [null, 28, 28, null]; set inputShape',
    )
  })
})
