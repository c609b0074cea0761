/** Convolutions and pooling against Keras; gradients; options that are not understood. */
import { averagePool, conv, convTranspose, depthwiseConv, grad, maxPool, separableConv, tensor, type Tensor } from '@neurite/core'
import { expect, test } from 'vitest'
import { expectTensor, onReference, testGradients, testValues } from './tables.ts'

/** Numbers that go up and down, all exact: (7i mod 11 - 5) / 4. */
const wave = (shape: readonly number[]): Tensor => {
  const size = shape.reduce((product, extent) => product * extent, 1)
  return tensor(
    Float32Array.from({ length: size }, (_, i) => (((i * 7) % 11) - 5) / 4),
    { shape },
  )
}

// Expected numbers from Keras 3.15.
onReference('convolution', () => {
  testValues([
    [
      'conv [1, 5, 2] with [3, 2, 2], strides 1, valid, dilations 1, groups 1',
      () => conv(wave([1, 5, 2]), wave([3, 2, 2]), { strides: 1, padding: 'valid', dilations: 1, groups: 1 }),
      [
        [
          [2.375, 1.5],
          [-1.6875, 1.875],
          [1.125, -3.25],
        ],
      ],
    ],
    [
      'conv [1, 6, 2] with [3, 2, 2], strides 2, same, dilations 1, groups 1',
      () => conv(wave([1, 6, 2]), wave([3, 2, 2]), { strides: 2, padding: 'same', dilations: 1, groups: 1 }),
      [
        [
          [2.375, 1.5],
          [1.125, -3.25],
          [-0.4375, 0.625],
        ],
      ],
    ],
    [
      'conv [1, 5, 2] with [2, 2, 3], strides 1, causal, dilations 2, groups 1',
      () => conv(wave([1, 5, 2]), wave([2, 2, 3]), { strides: 1, padding: 'causal', dilations: 2, groups: 1 }),
      [
        [
          [-0.875, -0.125, 0.625],
          [0.4375, -0.3125, -1.0625],
          [1.875, -0.3125, 0.9375],
          [3.1875, 0.0625, -1.6875],
          [-1.6875, -0.25, 0.5],
        ],
      ],
    ],
    [
      'conv [1, 4, 4] with [2, 2, 2], strides 1, same, dilations 1, groups 2',
      () => conv(wave([1, 4, 4]), wave([2, 2, 2]), { strides: 1, padding: 'same', dilations: 1, groups: 2 }),
      [
        [
          [0.625, 0.5625],
          [0.5625, 0.6875],
          [0.5, -2.625],
          [-0.375, 0.9375],
        ],
      ],
    ],
    [
      'conv [1, 7, 1] with [3, 1, 1], strides 2, same, dilations 1, groups 1',
      () => conv(wave([1, 7, 1]), wave([3, 1, 1]), { strides: 2, padding: 'same', dilations: 1, groups: 1 }),
      [[[-0.875], [-1.5], [-1.0625], [1.4375]]],
    ],
    [
      'conv [1, 8, 1] with [4, 1, 1], strides 3, same, dilations 1, groups 1',
      () => conv(wave([1, 8, 1]), wave([4, 1, 1]), { strides: 3, padding: 'same', dilations: 1, groups: 1 }),
      [[[-1.5], [0.1875], [1.4375]]],
    ],
    [
      'conv [1, 4, 4, 1] with [3, 3, 1, 2], strides 1, same, dilations 1, groups 1',
      () => conv(wave([1, 4, 4, 1]), wave([3, 3, 1, 2]), { strides: 1, padding: 'same', dilations: 1, groups: 1 }),
      [
        [
          [
            [2, -2.25],
            [-3.1875, 1.6875],
            [1.5625, -1.3125],
            [-1.25, 0.4375],
          ],
          [
            [-1.125, -0.3125],
            [2.5625, -1],
            [-0.8125, -2.25],
            [-0.6875, 1.125],
          ],
          [
            [1.5, -1.1875],
            [-2.6875, 0.1875],
            [2.875, 3.0625],
            [0.6875, -1],
          ],
          [
            [0.3125, -0.8125],
            [1.5, -1.3125],
            [-2.9375, 1.625],
            [1.9375, -1.5],
          ],
        ],
      ],
    ],
    [
      'conv [1, 5, 4, 2] with [2, 3, 2, 1], strides [2, 1], valid, dilations 1, groups 1',
      () => conv(wave([1, 5, 4, 2]), wave([2, 3, 2, 1]), { strides: [2, 1], padding: 'valid', dilations: 1, groups: 1 }),
      [
        [
          [[3.0625], [-1.3125]],
          [[-1], [-3.3125]],
        ],
      ],
    ],
    [
      'conv [1, 5, 5, 1] with [2, 2, 1, 1], strides 1, valid, dilations 2, groups 1',
      () => conv(wave([1, 5, 5, 1]), wave([2, 2, 1, 1]), { strides: 1, padding: 'valid', dilations: 2, groups: 1 }),
      [
        [
          [[2.0625], [0], [2.0625]],
          [[2.0625], [-1.375], [-1.375]],
          [[-1.375], [2.0625], [0]],
        ],
      ],
    ],
    [
      'conv [1, 4, 4, 2] with [3, 3, 1, 4], strides 2, same, dilations 1, groups 2',
      () => conv(wave([1, 4, 4, 2]), wave([3, 3, 1, 4]), { strides: 2, padding: 'same', dilations: 1, groups: 2 }),
      [
        [
          [
            [1.4375, -1.8125, 3.875, 1.375],
            [-2.375, 1.3125, -0.8125, -0.75],
          ],
          [
            [0.5, 0.4375, 0.125, 2.625],
            [0, -0.1875, 0.625, -1.0625],
          ],
        ],
      ],
    ],
    [
      'conv [1, 3, 3, 3, 1] with [2, 2, 2, 1, 2], strides 1, valid, dilations 1, groups 1',
      () => conv(wave([1, 3, 3, 3, 1]), wave([2, 2, 2, 1, 2]), { strides: 1, padding: 'valid', dilations: 1, groups: 1 }),
      [
        [
          [
            [
              [0.8125, -0.4375],
              [0.8125, 1.375],
            ],
            [
              [-2.625, 0.875],
              [0.125, -2.125],
            ],
          ],
          [
            [
              [-2.625, 0.75],
              [2.875, -2.25],
            ],
            [
              [0.8125, 1.375],
              [2.875, -0.25],
            ],
          ],
        ],
      ],
    ],
    [
      'conv [1, 4, 3, 3, 1] with [2, 2, 2, 1, 1], strides 2, same, dilations 1, groups 1',
      () => conv(wave([1, 4, 3, 3, 1]), wave([2, 2, 2, 1, 1]), { strides: 2, padding: 'same', dilations: 1, groups: 1 }),
      [
        [
          [
            [[2.375], [1.9375]],
            [[-0.625], [1.5]],
          ],
          [
            [[-3.875], [-1.4375]],
            [[0.5625], [-0.4375]],
          ],
        ],
      ],
    ],
    [
      'convTranspose [1, 3, 2] with [3, 1, 2], strides 2, valid, dilations 1, outputPadding None',
      () => convTranspose(wave([1, 3, 2]), wave([3, 1, 2]), { strides: 2, padding: 'valid', dilations: 1 }),
      [[[1.8125], [1.25], [0.5625], [1.8125], [-1.75], [-1.0625], [0.625]]],
    ],
    [
      'convTranspose [1, 3, 2] with [3, 1, 2], strides 2, same, dilations 1, outputPadding None',
      () => convTranspose(wave([1, 3, 2]), wave([3, 1, 2]), { strides: 2, padding: 'same', dilations: 1 }),
      [[[1.8125], [1.25], [0.5625], [1.8125], [-1.75], [-1.0625]]],
    ],
    [
      'convTranspose [1, 3, 1] with [2, 1, 1], strides 3, valid, dilations 1, outputPadding None',
      () => convTranspose(wave([1, 3, 1]), wave([2, 1, 1]), { strides: 3, padding: 'valid', dilations: 1 }),
      [[[1.5625], [-0.625], [0], [-0.625], [0.25], [0], [0.625], [-0.25], [0]]],
    ],
    [
      'convTranspose [1, 3, 1] with [2, 1, 1], strides 3, same, dilations 1, outputPadding None',
      () => convTranspose(wave([1, 3, 1]), wave([2, 1, 1]), { strides: 3, padding: 'same', dilations: 1 }),
      [[[1.5625], [-0.625], [0], [-0.625], [0.25], [0], [0.625], [-0.25], [0]]],
    ],
    [
      'convTranspose [1, 3, 1] with [3, 2, 1], strides 2, valid, dilations 1, outputPadding 1',
      () => convTranspose(wave([1, 3, 1]), wave([3, 2, 1]), { strides: 2, padding: 'valid', dilations: 1, outputPadding: 1 }),
      [
        [
          [1.5625, -0.625],
          [0.625, -1.5625],
          [-0.9375, 1.1875],
          [-0.25, 0.625],
          [0.75, -0.625],
          [0.25, -0.625],
          [-0.125, 0.375],
          [0, 0],
        ],
      ],
    ],
    [
      'convTranspose [1, 3, 1] with [3, 1, 1], strides 2, same, dilations 1, outputPadding 1',
      () => convTranspose(wave([1, 3, 1]), wave([3, 1, 1]), { strides: 2, padding: 'same', dilations: 1, outputPadding: 1 }),
      [[[1.5625], [-0.625], [0], [0.25], [0.375], [-0.25]]],
    ],
    [
      'convTranspose [1, 3, 1] with [4, 1, 1], strides 2, same, dilations 1, outputPadding 0',
      () => convTranspose(wave([1, 3, 1]), wave([4, 1, 1]), { strides: 2, padding: 'same', dilations: 1, outputPadding: 0 }),
      [[[0], [-1.3125], [0.375], [0.375]]],
    ],
    [
      'convTranspose [1, 3, 1] with [3, 1, 1], strides 1, same, dilations 2, outputPadding None',
      () => convTranspose(wave([1, 3, 1]), wave([3, 1, 1]), { strides: 1, padding: 'same', dilations: 2 }),
      [[[0], [0.25], [0.375]]],
    ],
    [
      'convTranspose [1, 3, 1] with [2, 1, 1], strides 1, valid, dilations 2, outputPadding None',
      () => convTranspose(wave([1, 3, 1]), wave([2, 1, 1]), { strides: 1, padding: 'valid', dilations: 2 }),
      [[[1.5625], [-0.625], [0], [0.25], [-0.25]]],
    ],
    [
      'convTranspose [1, 2, 3, 1] with [3, 3, 2, 1], strides 2, same, dilations 1, outputPadding None',
      () => convTranspose(wave([1, 2, 3, 1]), wave([3, 3, 2, 1]), { strides: 2, padding: 'same', dilations: 1 }),
      [
        [
          [
            [1.5625, -0.625],
            [0.625, -1.5625],
            [-0.9375, 1.1875],
            [-0.25, 0.625],
            [0.75, -0.625],
            [0.25, -0.625],
          ],
          [
            [-1.25, 0],
            [1.25, -0.9375],
            [0.8125, 1.5625],
            [-0.5, 0.375],
            [-0.625, -0.625],
            [0.5, -0.375],
          ],
          [
            [-2.1875, 1.25],
            [-2.1875, 1.25],
            [1.1875, -2.3125],
            [0.5, 0.4375],
            [0.375, 0.1875],
            [-0.25, -1.0625],
          ],
          [
            [1.25, 0],
            [-1.25, 0.9375],
            [-0.0625, -1.5625],
            [-0.25, 0.1875],
            [-0.8125, -0.3125],
            [0.75, -0.5625],
          ],
        ],
      ],
    ],
    [
      'convTranspose [1, 2, 2, 2] with [2, 3, 1, 2], strides [1, 2], valid, dilations 1, outputPadding None',
      () => convTranspose(wave([1, 2, 2, 2]), wave([2, 3, 1, 2]), { strides: [1, 2], padding: 'valid', dilations: 1 }),
      [
        [
          [[1.8125], [1.25], [0.5625], [1.8125], [-1.0625]],
          [[-1.9375], [0.5625], [-1.4375], [0.9375], [-1.1875]],
          [[0.25], [-0.8125], [1.875], [-1], [-0.25]],
        ],
      ],
    ],
    [
      'convTranspose [1, 2, 2, 1] with [3, 3, 1, 1], strides [2, 3], same, dilations 1, outputPadding [1, 1]',
      () =>
        convTranspose(wave([1, 2, 2, 1]), wave([3, 3, 1, 1]), {
          strides: [2, 3],
          padding: 'same',
          dilations: 1,
          outputPadding: [1, 1],
        }),
      [
        [
          [[1.5625], [-0.625], [0.625], [-0.625], [0.25]],
          [[-1.5625], [-0.3125], [0.9375], [0.625], [0.125]],
          [[-0.625], [-0.25], [1.5], [-1.0625], [0.625]],
          [[-0.625], [-0.125], [0.375], [1.5625], [0.3125]],
        ],
      ],
    ],
    [
      'convTranspose [1, 2, 2, 2, 1] with [2, 2, 2, 1, 1], strides 2, same, dilations 1, outputPadding None',
      () => convTranspose(wave([1, 2, 2, 2, 1]), wave([2, 2, 2, 1, 1]), { strides: 2, padding: 'same', dilations: 1 }),
      [
        [
          [
            [[1.5625], [-0.625], [-0.625], [0.25]],
            [[0.625], [-1.5625], [-0.25], [0.625]],
            [[0.625], [-0.25], [-1.5625], [0.625]],
            [[0.25], [-0.625], [-0.625], [1.5625]],
          ],
          [
            [[-0.3125], [0.9375], [0.125], [-0.375]],
            [[-1.25], [0], [0.5], [0]],
            [[-0.125], [0.375], [0.3125], [-0.9375]],
            [[-0.5], [0], [1.25], [0]],
          ],
          [
            [[-0.3125], [0.125], [0.9375], [-0.375]],
            [[-0.125], [0.3125], [0.375], [-0.9375]],
            [[-1.25], [0.5], [0], [0]],
            [[-0.5], [1.25], [0], [0]],
          ],
          [
            [[0.0625], [-0.1875], [-0.1875], [0.5625]],
            [[0.25], [0], [-0.75], [0]],
            [[0.25], [-0.75], [0], [0]],
            [[1], [0], [0], [0]],
          ],
        ],
      ],
    ],
    [
      'depthwiseConv [1, 4, 2] with [3, 2, 2], strides 1, same',
      () => depthwiseConv(wave([1, 4, 2]), wave([3, 2, 2]), { strides: 1, padding: 'same' }),
      [
        [
          [0.1875, 0.5625, 0.1875, -1.5625],
          [1.1875, -0.0625, 1.1875, 1.5625],
          [-0.3125, 0.3125, -1.375, 1.5625],
          [-0.0625, -0.625, 0.375, -0.9375],
        ],
      ],
    ],
    [
      'depthwiseConv [1, 4, 4, 2] with [2, 2, 2, 1], strides 2, valid',
      () => depthwiseConv(wave([1, 4, 4, 2]), wave([2, 2, 2, 1]), { strides: 2, padding: 'valid' }),
      [
        [
          [
            [1.3125, 1.25],
            [0.5625, 0],
          ],
          [
            [1.0625, -1.6875],
            [-1.0625, 0.5],
          ],
        ],
      ],
    ],
    [
      'depthwiseConv [1, 3, 3, 3] with [2, 2, 3, 2], strides 1, same',
      () => depthwiseConv(wave([1, 3, 3, 3]), wave([2, 2, 3, 2]), { strides: 1, padding: 'same' }),
      [
        [
          [
            [3.1875, -1.5, -1.1875, 0.875, -0.5625, 0.6875],
            [-0.3125, 0.125, -1.3125, 0.375, -2.125, 3.5625],
            [-1.125, 0.375, -0.9375, -0.1875, -1, 1.75],
          ],
          [
            [-0.4375, 0.625, -1.5625, -0.625, -1.8125, 0.375],
            [-0.5, 0.875, 0.375, -1.8125, -0.625, -1.5625],
            [-0.5625, 0.375, 1.9375, -0.625, 0.0625, -0.5],
          ],
          [
            [-0.25, 0, 1.75, -2.1875, 0.0625, -1.1875],
            [-0.1875, -0.125, -0.625, -0.625, 0.0625, -0.6875],
            [0.625, -0.25, -0.625, 1.5625, 0.0625, -0.1875],
          ],
        ],
      ],
    ],
    [
      'separableConv',
      () => separableConv(wave([1, 4, 4, 2]), wave([3, 3, 2, 2]), wave([1, 1, 4, 3]), { strides: 2, padding: 'same' }),
      [
        [
          [
            [0.84375, -0.078125, -4.953125],
            [3.234375, -0.671875, 1.953125],
          ],
          [
            [2.015625, -0.296875, -3.984375],
            [-0.40625, 0.21875, 0.84375],
          ],
        ],
      ],
    ],
    [
      'maxPool of [1, 6, 2] by 2, strides None, valid',
      () => maxPool(wave([1, 6, 2]), { poolSize: 2, padding: 'valid' }),
      [
        [
          [-0.5, 1.25],
          [1, 0],
          [-0.25, 0.75],
        ],
      ],
    ],
    [
      'maxPool of [1, 5, 2] by 3, strides 2, same',
      () => maxPool(wave([1, 5, 2]), { poolSize: 3, strides: 2, padding: 'same' }),
      [
        [
          [-0.5, 1.25],
          [1, 1.25],
          [1, 0.75],
        ],
      ],
    ],
    [
      'maxPool of [1, 5, 1] by 2, strides 1, same',
      () => maxPool(wave([1, 5, 1]), { poolSize: 2, strides: 1, padding: 'same' }),
      [[[0.5], [0.5], [1.25], [1.25], [0.25]]],
    ],
    [
      'maxPool of [1, 4, 4, 1] by 2, strides None, valid',
      () => maxPool(wave([1, 4, 4, 1]), { poolSize: 2, padding: 'valid' }),
      [
        [
          [[0.5], [1.25]],
          [[0.75], [1.25]],
        ],
      ],
    ],
    [
      'maxPool of [1, 5, 3, 1] by [3, 2], strides [2, 1], same',
      () => maxPool(wave([1, 5, 3, 1]), { poolSize: [3, 2], strides: [2, 1], padding: 'same' }),
      [
        [
          [[1.25], [0.5], [-0.5]],
          [[1.25], [0.25], [-0.75]],
          [[0.75], [1.25], [1.25]],
        ],
      ],
    ],
    [
      'maxPool of [1, 3, 3, 3, 1] by 2, strides 1, same',
      () => maxPool(wave([1, 3, 3, 3, 1]), { poolSize: 2, strides: 1, padding: 'same' }),
      [
        [
          [
            [[1.25], [1.25], [1.25]],
            [[1.25], [1.25], [1.25]],
            [[1], [1], [1]],
          ],
          [
            [[0.75], [1.25], [1.25]],
            [[1.25], [1.25], [1.25]],
            [[1.25], [1.25], [1]],
          ],
          [
            [[0], [0.75], [0.75]],
            [[1.25], [1.25], [0.5]],
            [[1.25], [1.25], [0.25]],
          ],
        ],
      ],
    ],
    [
      'maxPool of [1, 4, 4, 1] by 3, strides 1, same',
      () => maxPool(wave([1, 4, 4, 1]), { poolSize: 3, strides: 1, padding: 'same' }),
      [
        [
          [[0.5], [1], [1.25], [1.25]],
          [[0.75], [1], [1.25], [1.25]],
          [[0.75], [1.25], [1.25], [1.25]],
          [[0.75], [1.25], [1.25], [1.25]],
        ],
      ],
    ],
    [
      'averagePool of [1, 6, 2] by 2, strides None, valid',
      () => averagePool(wave([1, 6, 2]), { poolSize: 2, padding: 'valid' }),
      [
        [
          [-0.875, 0.875],
          [0.625, -0.375],
          [-0.625, -0.25],
        ],
      ],
    ],
    [
      'averagePool of [1, 5, 2] by 3, strides 2, same',
      () => averagePool(wave([1, 5, 2]), { poolSize: 3, strides: 2, padding: 'same' }),
      [
        [
          [-0.875, 0.875],
          [0.25, 0.166666672],
          [0, 0.375],
        ],
      ],
    ],
    [
      'averagePool of [1, 5, 1] by 2, strides 1, same',
      () => averagePool(wave([1, 5, 1]), { poolSize: 2, strides: 1, padding: 'same' }),
      [[[-0.375], [0], [0.375], [0.75], [0.25]]],
    ],
    [
      'averagePool of [1, 4, 4, 1] by 2, strides None, valid',
      () => averagePool(wave([1, 4, 4, 1]), { poolSize: 2, padding: 'valid' }),
      [
        [
          [[-0.3125], [0.4375]],
          [[-0.0625], [0]],
        ],
      ],
    ],
    [
      'averagePool of [1, 5, 3, 1] by [3, 2], strides [2, 1], same',
      () => averagePool(wave([1, 5, 3, 1]), { poolSize: [3, 2], strides: [2, 1], padding: 'same' }),
      [
        [
          [[0.1875], [-0.125], [-0.625]],
          [[0.5], [-0.5], [-1]],
          [[0.125], [-0.1875], [0]],
        ],
      ],
    ],
    [
      'averagePool of [1, 3, 3, 3, 1] by 2, strides 1, same',
      () => averagePool(wave([1, 3, 3, 3, 1]), { poolSize: 2, strides: 1, padding: 'same' }),
      [
        [
          [
            [[0.15625], [-0.15625], [-0.3125]],
            [[0.25], [-0.0625], [0.125]],
            [[0.125], [-0.1875], [0]],
          ],
          [
            [[-0.25], [-0.21875], [0.3125]],
            [[-0.15625], [0.21875], [0.75]],
            [[0.0625], [0.4375], [0.625]],
          ],
          [
            [[-0.625], [-0.25], [0.625]],
            [[-0.1875], [0.1875], [0.375]],
            [[0.375], [0.75], [0.25]],
          ],
        ],
      ],
    ],
    [
      'averagePool of [1, 4, 4, 1] by 3, strides 1, same',
      () => averagePool(wave([1, 4, 4, 1]), { poolSize: 3, strides: 1, padding: 'same' }),
      [
        [
          [[-0.3125], [-0.125], [0.25], [0.4375]],
          [[-0.25], [-0.138888896], [0.0833333358], [0.0416666679]],
          [[-0.125], [0.138888896], [0.055555556], [0.166666672]],
          [[-0.0625], [0.125], [0.0416666679], [0]],
        ],
      ],
    ],
    [
      'conv with pairs of padding',
      () => conv(tensor([1, 2, 3]).reshape([1, 3, 1]), tensor([1, 10]).reshape([2, 1, 1]), { padding: [[2, 0]] }).flatten(),
      [0, 10, 21, 32],
    ],
    [
      'convTranspose with pairs of padding',
      () =>
        convTranspose(tensor([1, 2]).reshape([1, 2, 1]), tensor([1, 10, 100]).reshape([3, 1, 1]), {
          padding: [[1, 0]],
        }).flatten(),
      [12, 120, 200],
    ],
    [
      'conv of integers',
      () => conv(tensor([1, 2, 3], { dtype: 'int32' }).reshape([1, 3, 1]), tensor([2]).reshape([1, 1, 1])).flatten(),
      [2, 4, 6],
    ],
    [
      'maxPool of integers',
      () => maxPool(tensor([-5, -2, -9], { dtype: 'int32' }).reshape([1, 3, 1]), { poolSize: 2, padding: 'same' }).flatten(),
      [-2, -9],
      'int32',
    ],
    [
      'averagePool with pairs of padding',
      () => averagePool(tensor([2, 4, 9]).reshape([1, 3, 1]), { poolSize: 2, strides: 1, padding: [[1, 0]] }).flatten(),
      [2, 3, 6.5],
    ],
  ])
})

const line = [
  [
    [0.5, -1],
    [2, 1.5],
    [0.3, -0.7],
    [1.1, 0.2],
    [-0.4, 0.9],
  ],
]

onReference('gradients of convolution', () => {
  const kernel = (x: Tensor): Tensor => x.slice([0, 0, 0], { limits: [1, 2, 2] }).reshape([2, 2, 1])
  testGradients([
    ['conv', (x) => conv(x, kernel(x), { strides: 2, padding: 'same' }), line],
    ['conv, causal and dilated', (x) => conv(x, kernel(x), { dilations: 2, padding: 'causal' }), line],
    ['conv in groups', (x) => conv(x, x.slice([0, 0, 0], { limits: [1, 2, 2] }).reshape([2, 1, 2]), { groups: 2 }), line],
    [
      'convTranspose',
      (x) => convTranspose(x, x.slice([0, 0, 0], { limits: [1, 3, 2] }).reshape([3, 1, 2]), { strides: 2, padding: 'same' }),
      line,
    ],
    [
      'depthwiseConv',
      (x) => depthwiseConv(x, x.slice([0, 0, 0], { limits: [1, 4, 2] }).reshape([2, 2, 2]), { padding: 'same' }),
      line,
    ],
    ['separableConv', (x) => separableConv(x, kernel(x).reshape([2, 2, 1]), x.slice([0, 3, 0]).reshape([1, 2, 2])), line],
    ['maxPool', (x) => maxPool(x, { poolSize: 2, strides: 1, padding: 'same' }), line],
    ['averagePool', (x) => averagePool(x, { poolSize: 3, strides: 2, padding: 'same' }), line],
    ['second derivative of conv', (x) => grad((t: Tensor) => conv(t, kernel(t)).square().sum())(x), line],
  ])

  test('the first of equal elements gets the gradient of maxPool', async () => {
    const slope = grad((x: Tensor) => maxPool(x, { poolSize: 2 }).sum())
    await expectTensor(slope(tensor([[[3], [3], [1], [2]]])), [[[1], [0], [0], [1]]])
  })
})

onReference('convolution that is not understood', () => {
  const [x, kernel] = [wave([1, 5, 2]), wave([3, 2, 4])]
  test.each([
    [() => conv(x, kernel, { padding: 'smae' as 'same' }), /conv: unknown padding "smae"; did you mean "same"\?/],
    [
      () => conv(x.squeeze(0), kernel),
      /conv: expected x \[batch, ...spatial, channels\] with 1 to 3 spatial axes, got shape \[5, 2\]/,
    ],
    [
      () => conv(x, wave([3, 3, 2, 4])),
      /conv: x \[1, 5, 2\] has 1 spatial axes and needs a kernel \[...k, in \/ groups, out\], got shape \[3, 3, 2, 4\]/,
    ],
    [() => conv(x, wave([3, 3, 4])), /conv: an input of 2 channels in 1 groups needs a filter of 2 channels/],
    [
      () => conv(x, kernel, { strides: 0 }),
      /conv: strides must be a positive integer, or 1 of them \(one per spatial axis\), got 0/,
    ],
    [() => conv(x, kernel, { strides: [1, 2] }), /conv: strides must be .* got \[1,2\]/],
    [() => conv(x, kernel, { dilations: 1.5 }), /conv: dilations must be .* got 1.5/],
    [() => conv(x, kernel, { padding: [[1, -1]] }), /conv: padding must be a name or one \[low, high\] of whole numbers/],
    [
      () => conv(wave([1, 4, 4, 1]), wave([2, 2, 1, 1]), { padding: 'causal' }),
      /conv: padding "causal" needs one spatial axis, got 2/,
    ],
    [
      () => convTranspose(x, kernel),
      /convTranspose: x has 2 channels, the kernel \[3, 2, 4\] expects 4; its last axes are \[out, in\]/,
    ],
    [
      () => convTranspose(x, wave([3, 4, 2]), { padding: 'causal' as 'same' }),
      /convTranspose: unknown padding "causal"; known: valid, same/,
    ],
    [
      () => convTranspose(x, wave([3, 4, 2]), { strides: 2, outputPadding: 2 }),
      /convTranspose: outputPadding must be a whole number below the stride/,
    ],
    [
      () => convTranspose(x, wave([3, 4, 2]), { padding: [[9, 9]] }),
      /convTranspose: padding \[9, 9\] leaves nothing of the 7 cells of spatial axis 0/,
    ],
    [() => depthwiseConv(x, wave([3, 3, 1])), /depthwiseConv: x has 2 channels, the kernel \[3, 3, 1\] expects 3/],
    [() => maxPool(x, { poolSize: 2, padding: 'causal' as 'same' }), /maxPool: unknown padding "causal"; known: valid, same/],
    [() => averagePool(x, { poolSize: 0 }), /averagePool: poolSize must be a positive integer/],
    [() => maxPool(x, { poolSize: 2, padding: [[2, 0]] }), /maxPool: padding 2 and 0 must be shorter than the window 2/],
  ])('%s', (compute, message) => expect(compute).toThrow(message))
})
