/** Conv1DTranspose, Conv2DTranspose, Conv3DTranspose: the contract of layers, answers of Keras, errors. */
import { cpu } from '@neurite/backend-cpu'
import { type PerAxis, setBackend } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, setWaves, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { Conv1DTranspose, Conv2DTranspose, Conv3DTranspose, type ConvTransposeLayerOptions } from './conv-transpose.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of sequences', () => {
  testLayer((options) => new Conv1DTranspose(3, 4, { strides: 3, padding: 'same', outputPadding: 1, ...options }), {
    inputShape: [3, 2],
    outputShape: [7, 3],
    weights: { kernel: [4, 3, 2], bias: [3] },
    badShapes: [
      [2, 3],
      [2, 3, 3],
    ],
  })
})

describe('of images', () => {
  testLayer((options) => new Conv2DTranspose(3, [2, 3], { strides: [3, 1], activation: 'tanh', ...options }), {
    inputShape: [2, 3, 2],
    outputShape: [6, 5, 3],
    weights: { kernel: [2, 3, 3, 2], bias: [3] },
    badShapes: [
      [2, 2, 3],
      [2, 2, 3, 1],
    ],
  })
})

describe('of volumes, without a bias', () => {
  testLayer((options) => new Conv3DTranspose(2, 2, { useBias: false, strides: 2, padding: 'same', ...options }), {
    inputShape: [1, 2, 2, 2],
    outputShape: [2, 4, 4, 2],
    weights: { kernel: [2, 2, 2, 2, 2] },
    badShapes: [[2, 1, 2, 2]],
  })
})

const classes = { Conv1DTranspose, Conv2DTranspose, Conv3DTranspose }

test.each<[keyof typeof classes, number, PerAxis, ConvTransposeLayerOptions, readonly number[], readonly number[]]>([
  ['Conv1DTranspose', 1, 3, { strides: 2 }, [1, 3, 2], [1.67444, 0.27247, 1.56764, 0.930818, -1.51086, 1.52821, 1.90295]],
  ['Conv1DTranspose', 1, 3, { strides: 2, padding: 'same' }, [1, 3, 1], [0.909297, 0.909297, 1.61737, 1.67444, 1.79319, 1.73612]],
  [
    'Conv1DTranspose',
    1,
    4,
    { strides: 3, padding: 'same', outputPadding: 1 },
    [1, 3, 1],
    [0.909297, 0.909297, 1.61737, 1.67444, 1.02805, 1.03762, 1.73612],
  ],
  ['Conv1DTranspose', 1, 2, { strides: 3 }, [1, 2, 1], [0.909297, 0.909297, 0.909297, 1.61737, 1.67444, 0.909297]],
  [
    'Conv2DTranspose',
    2,
    3,
    { strides: 2, padding: 'same' },
    [1, 2, 2, 1],
    [
      0.909297, 0.14112, 0.909297, 0.14112, 1.61737, 0.906267, 1.02805, -0.495707, 0.909297, 0.14112, 0.909297, 0.14112, 1.46213,
      0.973636, 1.25608, -0.316658, 1.67444, 0.967942, 1.03762, -0.547039, 0.509657, 0.848936, 1.47641, -0.207942, 1.50669,
      1.04074, 1.28404, -0.353557, 0.0927229, -0.207166, 0.967456, 0.0643477,
    ],
  ],
  [
    'Conv2DTranspose',
    1,
    2,
    {},
    [1, 2, 2, 2],
    [1.67444, 1.16594, 0.930818, -0.834597, 1.81163, 1.10967, 1.90295, -0.452265, 1.37572],
  ],
  [
    'Conv3DTranspose',
    1,
    2,
    { strides: 2 },
    [1, 1, 2, 1, 2],
    [
      1.67444, 0.27247, 0.674177, 1.74181, 1.80276, 0.930818, -0.00208107, 1.64631, 0.451519, 0.457787, 1.74286, 0.667035,
      1.20726, -0.0757123, 1.43115, 1.45997,
    ],
  ],
])('%s(%j, %j, %j) of shape %j gives what Keras gives', async (name, filters, kernelSize, options, shape, expected) => {
  const layer = new classes[name](filters, kernelSize, { dtype: 'float64', ...options })
  layer.buildFrom(shape)
  setWaves(layer)
  await expectElements(layer.apply(wave(shape)), expected)
})

test.each<[() => unknown, string]>([
  [
    () => new Conv2DTranspose(2, 3, { strides: 2, outputPadding: 2 }),
    'Conv2DTranspose: outputPadding must be less than the strides, got 2 with strides [2,2]',
  ],
  [
    () => new Conv2DTranspose(2, 3, { strides: 2, outputPadding: -1 }),
    'Conv2DTranspose: outputPadding must be an integer of at least 0 or a list of 2 of them, got -1',
  ],
  [
    () => new Conv1DTranspose(2, 3, { padding: 'causal' as 'same' }),
    'Conv1DTranspose: unknown padding "causal"; known: valid, same',
  ],
])('%o is refused', (make, message) => {
  expect(make).toThrow(message)
})
