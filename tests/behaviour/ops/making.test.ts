/** Tensors from rules: ranges, grids, windows. */
import {
  arange,
  bartlett,
  blackman,
  full,
  fullLike,
  geomspace,
  hamming,
  hanning,
  kaiser,
  linspace,
  logspace,
  meshgrid,
  tensor,
} from '@neurite/core'
import { expect, test } from 'vitest'
import { onReference, testValues } from './tables.ts'

const a = tensor([1, 2, 3])
const b = tensor([10, 20])
const c = tensor([5, 6, 7, 8], { dtype: 'int32' })

// Expected numbers from NumPy 2, in double precision.
onReference('making', () => {
  testValues([
    ['arange of one number', () => arange(4), [0, 1, 2, 3], 'int32'],
    ['arange with a step', () => arange(2, 11, 3), [2, 5, 8], 'int32'],
    ['arange downwards', () => arange(5, 0, -2), [5, 3, 1], 'int32'],
    ['arange of nothing', () => arange(3, 1), [], 'int32'],
    ['arange of fractions', () => arange(0, 1, 0.25), [0, 0.25, 0.5, 0.75]],
    ['arange of a dtype', () => arange(1, 4, 1, { dtype: 'float32' }), [1, 2, 3]],
    ['linspace', () => linspace(0, 1, 5), [0, 0.25, 0.5, 0.75, 1]],
    ['linspace without the end', () => linspace(2, -1, 4, { endpoint: false }), [2, 1.25, 0.5, -0.25]],
    ['linspace of one', () => linspace(3, 5, 1), [3]],
    ['linspace of integers', () => linspace(0, 10, 4, { dtype: 'int32' }), [0, 3, 6, 10], 'int32'],
    ['logspace', () => logspace(0, 3, 4), [1, 10, 100, 1000]],
    ['logspace of base 2', () => logspace(1, 2, 3, { base: 2 }), [2, 2.82842712, 4]],
    ['geomspace', () => geomspace(1, 256, 9), [1, 2, 4, 8.0, 16, 32.0, 64.0, 128.0, 256]],
    ['geomspace of negatives', () => geomspace(-1, -100, 3), [-1, -10, -100]],
    [
      'full',
      () => full([2, 2], 2.5),
      [
        [2.5, 2.5],
        [2.5, 2.5],
      ],
    ],
    ['fullLike', () => fullLike(c, 9), [9, 9, 9, 9], 'int32'],
    [
      'meshgrid',
      () => meshgrid([a, b]),
      [
        [
          [1, 2, 3],
          [1, 2, 3],
        ],
        [
          [10, 10, 10],
          [20, 20, 20],
        ],
      ],
    ],
    [
      'meshgrid by index',
      () => meshgrid([a, b, a], { indexing: 'ij' }),
      [
        [
          [
            [1, 1, 1],
            [1, 1, 1],
          ],
          [
            [2, 2, 2],
            [2, 2, 2],
          ],
          [
            [3, 3, 3],
            [3, 3, 3],
          ],
        ],
        [
          [
            [10, 10, 10],
            [20, 20, 20],
          ],
          [
            [10, 10, 10],
            [20, 20, 20],
          ],
          [
            [10, 10, 10],
            [20, 20, 20],
          ],
        ],
        [
          [
            [1, 2, 3],
            [1, 2, 3],
          ],
          [
            [1, 2, 3],
            [1, 2, 3],
          ],
          [
            [1, 2, 3],
            [1, 2, 3],
          ],
        ],
      ],
    ],
    [
      'meshgrid of three',
      () => meshgrid([a, b, c.cast('float32')]),
      [
        [
          [
            [1, 1, 1, 1],
            [2, 2, 2, 2],
            [3, 3, 3, 3],
          ],
          [
            [1, 1, 1, 1],
            [2, 2, 2, 2],
            [3, 3, 3, 3],
          ],
        ],
        [
          [
            [10, 10, 10, 10],
            [10, 10, 10, 10],
            [10, 10, 10, 10],
          ],
          [
            [20, 20, 20, 20],
            [20, 20, 20, 20],
            [20, 20, 20, 20],
          ],
        ],
        [
          [
            [5, 6, 7, 8],
            [5, 6, 7, 8],
            [5, 6, 7, 8],
          ],
          [
            [5, 6, 7, 8],
            [5, 6, 7, 8],
            [5, 6, 7, 8],
          ],
        ],
      ],
    ],
    ['meshgrid of one', () => meshgrid([a]), [[1, 2, 3]]],
    ['bartlett', () => bartlett(6), [0, 0.4, 0.8, 0.8, 0.4, 0]],
    ['blackman', () => blackman(6), [-1.38777878e-17, 0.200770143, 0.849229857, 0.849229857, 0.200770143, -1.38777878e-17]],
    ['hamming', () => hamming(6), [0.08, 0.397852183, 0.912147817, 0.912147817, 0.397852183, 0.08]],
    ['hanning', () => hanning(6), [0, 0.345491503, 0.904508497, 0.904508497, 0.345491503, 0]],
    ['kaiser', () => kaiser(7, 8.5), [0.00146378181, 0.133776399, 0.634036521, 1, 0.634036521, 0.133776399, 0.00146378181]],
    ['windows of one sample', () => hanning(1), [1]],
  ])
})

onReference('what cannot be made', () => {
  test.each([
    [() => arange(0, 1, 0), /arange: expected finite bounds and a step that is not 0, got 0, 1, 0/],
    [() => linspace(0, 1, -1), /linspace: count must be a whole number of at least 0, got -1/],
    [() => geomspace(-1, 1), /geomspace: expected bounds of one sign/],
    [() => meshgrid([a], { indexing: 'xi' as 'xy' }), /meshgrid: unknown indexing "xi"; did you mean "xy"\?/],
    [() => meshgrid([a.expandDims(0)]), /meshgrid: expected vectors, got shape \[1, 3\]/],
  ])('%s', (make, message) => expect(make).toThrow(message))
})
