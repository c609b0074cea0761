/** Axes moved, tensors split, repeated, turned, joined; diagonals and triangles. */
import {
  atLeast1d,
  atLeast2d,
  atLeast3d,
  diag,
  diagFlat,
  diagonal,
  dstack,
  flipLr,
  flipUd,
  hstack,
  moveAxis,
  ravel,
  repeat,
  roll,
  rot90,
  split,
  swapAxes,
  tensor,
  tile,
  trace,
  tri,
  tril,
  triu,
  unstack,
  vander,
  vstack,
} from '@neurite/core'
import { expect, test } from 'vitest'
import { onReference, testGradients, testValues } from './tables.ts'

const t = tensor([
  [
    [0, 1, 2, 3],
    [4, 5, 6, 7],
    [8, 9, 10, 11],
  ],
  [
    [12, 13, 14, 15],
    [16, 17, 18, 19],
    [20, 21, 22, 23],
  ],
])
const m = tensor([
  [1, 2, 3],
  [4, 5, 6],
])
const s = tensor([
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
])
const v = tensor([1, 2, 3])
const k = tensor([1, 2, 3, 4], { dtype: 'int32' })

// Expected numbers from NumPy 2, in double precision.
onReference('arranging', () => {
  testValues([
    [
      'moveAxis',
      () => moveAxis(t, 0, -1),
      [
        [
          [0, 12],
          [1, 13],
          [2, 14],
          [3, 15],
        ],
        [
          [4, 16],
          [5, 17],
          [6, 18],
          [7, 19],
        ],
        [
          [8, 20],
          [9, 21],
          [10, 22],
          [11, 23],
        ],
      ],
    ],
    [
      'moveAxis of several',
      () => moveAxis(t, [0, 1], [-1, 0]),
      [
        [
          [0, 12],
          [1, 13],
          [2, 14],
          [3, 15],
        ],
        [
          [4, 16],
          [5, 17],
          [6, 18],
          [7, 19],
        ],
        [
          [8, 20],
          [9, 21],
          [10, 22],
          [11, 23],
        ],
      ],
    ],
    [
      'swapAxes',
      () => swapAxes(t, 0, 2),
      [
        [
          [0, 12],
          [4, 16],
          [8, 20],
        ],
        [
          [1, 13],
          [5, 17],
          [9, 21],
        ],
        [
          [2, 14],
          [6, 18],
          [10, 22],
        ],
        [
          [3, 15],
          [7, 19],
          [11, 23],
        ],
      ],
    ],
    ['ravel', () => ravel(m), [1, 2, 3, 4, 5, 6]],
    ['atLeast1d', () => atLeast1d(5), [5]],
    ['atLeast2d', () => atLeast2d(v), [[1, 2, 3]]],
    ['atLeast3d of a vector', () => atLeast3d(v), [[[1], [2], [3]]]],
    [
      'atLeast3d of a matrix',
      () => atLeast3d(m),
      [
        [[1], [2], [3]],
        [[4], [5], [6]],
      ],
    ],
    [
      'split',
      () => split(t, 2, -1),
      [
        [
          [
            [0, 1],
            [4, 5],
            [8, 9],
          ],
          [
            [12, 13],
            [16, 17],
            [20, 21],
          ],
        ],
        [
          [
            [2, 3],
            [6, 7],
            [10, 11],
          ],
          [
            [14, 15],
            [18, 19],
            [22, 23],
          ],
        ],
      ],
    ],
    ['split at positions', () => split(k, [1, 3]), [[1], [2, 3], [4]], 'int32'],
    [
      'unstack',
      () => unstack(m, 1),
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ],
    [
      'tile',
      () => tile(m, [2, 1]),
      [
        [1, 2, 3],
        [4, 5, 6],
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    ['tile with new axes', () => tile(v, [2, 1, 2]), [[[1, 2, 3, 1, 2, 3]], [[1, 2, 3, 1, 2, 3]]]],
    [
      'tile by a number',
      () => tile(m, 2),
      [
        [1, 2, 3, 1, 2, 3],
        [4, 5, 6, 4, 5, 6],
      ],
    ],
    ['repeat', () => repeat(m, 2), [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]],
    [
      'repeat along an axis',
      () => repeat(m, 2, 1),
      [
        [1, 1, 2, 2, 3, 3],
        [4, 4, 5, 5, 6, 6],
      ],
    ],
    [
      'repeat each its own',
      () => repeat(m, [2, 0, 1], -1),
      [
        [1, 1, 3],
        [4, 4, 6],
      ],
    ],
    [
      'roll',
      () => roll(m, 2),
      [
        [5, 6, 1],
        [2, 3, 4],
      ],
    ],
    [
      'roll along axes',
      () => roll(m, [1, -1], [0, 1]),
      [
        [5, 6, 4],
        [2, 3, 1],
      ],
    ],
    ['roll back', () => roll(k, -5, 0), [2, 3, 4, 1], 'int32'],
    [
      'rot90 0 times',
      () => rot90(m, 0),
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    [
      'rot90 1 times',
      () => rot90(m, 1),
      [
        [3, 6],
        [2, 5],
        [1, 4],
      ],
    ],
    [
      'rot90 2 times',
      () => rot90(m, 2),
      [
        [6, 5, 4],
        [3, 2, 1],
      ],
    ],
    [
      'rot90 3 times',
      () => rot90(m, 3),
      [
        [4, 1],
        [5, 2],
        [6, 3],
      ],
    ],
    [
      'rot90 -1 times',
      () => rot90(m, -1),
      [
        [4, 1],
        [5, 2],
        [6, 3],
      ],
    ],
    [
      'rot90 of other axes',
      () => rot90(t, 1, [1, 2]),
      [
        [
          [3, 7, 11],
          [2, 6, 10],
          [1, 5, 9],
          [0, 4, 8],
        ],
        [
          [15, 19, 23],
          [14, 18, 22],
          [13, 17, 21],
          [12, 16, 20],
        ],
      ],
    ],
    [
      'flipLr',
      () => flipLr(m),
      [
        [3, 2, 1],
        [6, 5, 4],
      ],
    ],
    [
      'flipUd',
      () => flipUd(m),
      [
        [4, 5, 6],
        [1, 2, 3],
      ],
    ],
    [
      'vstack',
      () => vstack([v, m]),
      [
        [1, 2, 3],
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    [
      'hstack',
      () => hstack([m, m]),
      [
        [1, 2, 3, 1, 2, 3],
        [4, 5, 6, 4, 5, 6],
      ],
    ],
    ['hstack of vectors', () => hstack([v, v]), [1, 2, 3, 1, 2, 3]],
    [
      'dstack',
      () => dstack([m, m]),
      [
        [
          [1, 1],
          [2, 2],
          [3, 3],
        ],
        [
          [4, 4],
          [5, 5],
          [6, 6],
        ],
      ],
    ],
    [
      'diagonal',
      () => diagonal(t),
      [
        [0, 16],
        [1, 17],
        [2, 18],
        [3, 19],
      ],
    ],
    [
      'diagonal above, of other axes',
      () => diagonal(t, { offset: 1, axes: [1, 2] }),
      [
        [1, 6, 11],
        [13, 18, 23],
      ],
    ],
    ['diagonal below', () => diagonal(s, { offset: -2 }), [7]],
    ['diagonal outside', () => diagonal(s, { offset: 5 }), []],
    ['trace', () => trace(s), 15],
    ['trace of other axes', () => trace(t, { offset: -1, axes: [2, 0] }), [15, 23, 31]],
    [
      'diag of a vector',
      () => diag(v),
      [
        [1, 0, 0],
        [0, 2, 0],
        [0, 0, 3],
      ],
    ],
    [
      'diag above',
      () => diag(k, 1),
      [
        [0, 1, 0, 0, 0],
        [0, 0, 2, 0, 0],
        [0, 0, 0, 3, 0],
        [0, 0, 0, 0, 4],
        [0, 0, 0, 0, 0],
      ],
      'int32',
    ],
    [
      'diag below',
      () => diag(v, -2),
      [
        [0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0],
        [1, 0, 0, 0, 0],
        [0, 2, 0, 0, 0],
        [0, 0, 3, 0, 0],
      ],
    ],
    ['diag of a matrix', () => diag(m, 1), [2, 6]],
    [
      'diagFlat',
      () => diagFlat(m),
      [
        [1, 0, 0, 0, 0, 0],
        [0, 2, 0, 0, 0, 0],
        [0, 0, 3, 0, 0, 0],
        [0, 0, 0, 4, 0, 0],
        [0, 0, 0, 0, 5, 0],
        [0, 0, 0, 0, 0, 6],
      ],
    ],
    [
      'tri',
      () => tri(3, 4, 1),
      [
        [1, 1, 0, 0],
        [1, 1, 1, 0],
        [1, 1, 1, 1],
      ],
    ],
    [
      'tril',
      () => tril(t, -1),
      [
        [
          [0, 0, 0, 0],
          [4, 0, 0, 0],
          [8, 9, 0, 0],
        ],
        [
          [0, 0, 0, 0],
          [16, 0, 0, 0],
          [20, 21, 0, 0],
        ],
      ],
    ],
    [
      'triu',
      () => triu(t, 1),
      [
        [
          [0, 1, 2, 3],
          [0, 0, 6, 7],
          [0, 0, 0, 11],
        ],
        [
          [0, 13, 14, 15],
          [0, 0, 18, 19],
          [0, 0, 0, 23],
        ],
      ],
    ],
    [
      'triu of bool',
      () => triu(s.greater(2)),
      [
        [0, 0, 1],
        [0, 1, 1],
        [0, 0, 1],
      ],
      'bool',
    ],
    [
      'vander',
      () => vander(v),
      [
        [1, 1, 1],
        [4, 2, 1],
        [9, 3, 1],
      ],
    ],
    [
      'vander, increasing',
      () => vander(k, { columns: 3, increasing: true }),
      [
        [1, 1, 1],
        [1, 2, 4],
        [1, 3, 9],
        [1, 4, 16],
      ],
      'int32',
    ],
  ])
})

onReference('gradients of arranging', () => {
  testGradients([
    [
      'moveAxis',
      (at) => moveAxis(at, 0, 1),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'split',
      (at) => split(at, [1], 1)[1]!,
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'unstack',
      (at) => unstack(at, 1)[0]!.square(),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'tile',
      (at) => tile(at, [2, 2]).square(),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'repeat',
      (at) => repeat(at, [2, 1, 3], 1),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'roll',
      (at) => roll(at, 1, 1).square(),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'rot90',
      (at) => rot90(at),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'diagonal',
      (at) => diagonal(at).square(),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'diag',
      (at) => diag(at.slice([0, 0], { limits: [1, 3] }).flatten()),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'tril',
      (at) => tril(at).square(),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'vander',
      (at) => vander(at.flatten(), { columns: 4 }),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'hstack',
      (at) => hstack([at, at.square()]),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'dstack',
      (at) => dstack([at, at.square()]),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
  ])
})

onReference('what cannot be arranged', () => {
  test.each([
    [() => split(v, 2), /split: an axis of 3 cannot be cut into 2 equal parts; give the positions/],
    [() => repeat(v, [1, 2], 0), /repeat: expected 3 counts, one per element of axis 0, got 2/],
    [() => moveAxis(t, [0, 0], [1, 2]), /moveAxis: expected as many places as axes, none named twice/],
    [() => tile(v, -1), /tile: repeats must be a whole number of at least 0, got -1/],
    [() => roll(v, [1, 2]), /roll: expected one shift/],
    [() => roll(v, 0.5, 0), /roll: shift must be a whole number, got 0.5/],
    [() => rot90(m, 0.5), /rot90: times must be a whole number, got 0.5/],
    [() => rot90(m, 1, [1, 1]), /rot90: expected two different axes/],
    [() => diag(t), /diag: expected a vector or a matrix, got shape \[2, 3, 4\]/],
    [() => tril(v), /tril: expected at least two axes, got shape \[3\]/],
    [() => diagonal(t, { axes: [0, 3] }), /diagonal: axis 3 is out of range/],
  ])('%s', (arrange, message) => expect(arrange).toThrow(message))
})
