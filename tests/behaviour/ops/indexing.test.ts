/** Choosing, joining, padding, gathering, scattering, sorting; tensors that count. */
import {
  argSort,
  concat,
  dynamicSlice,
  dynamicUpdateSlice,
  eye,
  gather,
  iota,
  logSoftmax,
  logSumExp,
  oneHot,
  ones,
  onesLike,
  pad,
  range,
  scatterAdd,
  softmax,
  sort,
  stack,
  takeAlongAxis,
  takeRows,
  tensor,
  where,
  zeros,
  zerosLike,
} from '@neurite/core'
import { expect, test } from 'vitest'
import { onReference, testGradients, testValues } from './tables.ts'

const x = tensor([
  [3, 1, 2],
  [6, 5, 4],
])
const places = tensor([2, 0], { dtype: 'int32' })
const rows = tensor(
  [
    [2, 0],
    [1, 1],
  ],
  { dtype: 'int32' },
)
const h = tensor([2, NaN, -1, 2])
const flags = tensor([1, 0, 1], { dtype: 'bool' })

// Expected numbers from NumPy 2, in double precision.
onReference('indexing', () => {
  testValues([
    [
      'where',
      () => where(x.greater(2), x, -1),
      [
        [3, -1, -1],
        [6, 5, 4],
      ],
    ],
    [
      'concat',
      () => concat([x, x], 1),
      [
        [3, 1, 2, 3, 1, 2],
        [6, 5, 4, 6, 5, 4],
      ],
    ],
    [
      'stack',
      () => stack([x, x.neg()], 1),
      [
        [
          [3, 1, 2],
          [-3, -1, -2],
        ],
        [
          [6, 5, 4],
          [-6, -5, -4],
        ],
      ],
    ],
    [
      'pad',
      () =>
        pad(
          x,
          [
            [1, 0],
            [0, 2],
          ],
          { value: 9 },
        ),
      [
        [9, 9, 9, 9, 9],
        [3, 1, 2, 9, 9],
        [6, 5, 4, 9, 9],
      ],
    ],
    ['pad between', () => pad(places, [[0, 0]], { interior: [2] }), [2, 0, 0, 0], 'int32'],
    [
      'gather',
      () => gather(x, places, 1),
      [
        [2, 3],
        [4, 6],
      ],
    ],
    [
      'gather of rows',
      () => gather(x, rows, 1, { batchDims: 1 }),
      [
        [2, 3],
        [5, 5],
      ],
    ],
    [
      'gather outside',
      () => gather(x, tensor([-1, 3, 1], { dtype: 'int32' }), 1),
      [
        [0, 0, 1],
        [0, 0, 5],
      ],
    ],
    [
      'scatterAdd',
      () =>
        scatterAdd(
          x,
          tensor([1, 1, 7], { dtype: 'int32' }),
          tensor([
            [1, 2, 3],
            [10, 20, 30],
            [5, 5, 5],
          ]),
        ),
      [
        [3, 1, 2],
        [17, 27, 37],
      ],
    ],
    [
      'scatterAdd in rows',
      () =>
        scatterAdd(
          x,
          rows,
          tensor([
            [1, 2],
            [3, 4],
          ]),
          1,
          { batchDims: 1 },
        ),
      [
        [5, 1, 3],
        [6, 12, 4],
      ],
    ],
    [
      'takeAlongAxis',
      () => takeAlongAxis(x, rows),
      [
        [2, 3],
        [5, 5],
      ],
    ],
    ['takeAlongAxis of the first axis', () => takeAlongAxis(x, tensor([[1, 0, 1]], { dtype: 'int32' }), 0), [[6, 1, 4]]],
    [
      'dynamicSlice',
      () => dynamicSlice(x, [0, 1], [2, 2]),
      [
        [1, 2],
        [5, 4],
      ],
    ],
    ['dynamicSlice, clamped', () => dynamicSlice(x, [5, -3], [1, 2]), [[6, 5]]],
    [
      'dynamicUpdateSlice',
      () => dynamicUpdateSlice(x, tensor([[8, 9]]), [1, 1]),
      [
        [3, 1, 2],
        [6, 8, 9],
      ],
    ],
    [
      'dynamicUpdateSlice, clamped',
      () => dynamicUpdateSlice(x, tensor([[8, 9]]), [7, 7]),
      [
        [3, 1, 2],
        [6, 8, 9],
      ],
    ],
    [
      'sort',
      () => sort(x),
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    ['sort with NaN, descending', () => sort(h, 0, { descending: true }), [2, 2, -1, NaN]],
    ['argSort', () => argSort(h), [2, 0, 3, 1], 'int32'],
    [
      'argSort along the first axis, descending',
      () => argSort(x, 0, { descending: true }),
      [
        [1, 1, 1],
        [0, 0, 0],
      ],
      'int32',
    ],
    ['zeros', () => zeros([2, 1], 'int32'), [[0], [0]], 'int32'],
    ['ones', () => ones([2]), [1, 1]],
    ['zerosLike', () => zerosLike(flags), [0, 0, 0], 'bool'],
    [
      'onesLike',
      () => onesLike(x),
      [
        [1, 1, 1],
        [1, 1, 1],
      ],
    ],
    [
      'iota',
      () => iota([2, 3], 1),
      [
        [0, 1, 2],
        [0, 1, 2],
      ],
      'int32',
    ],
    ['range', () => range(3), [0, 1, 2], 'int32'],
    [
      'eye',
      () => eye(2, 3),
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
    ],
    [
      'oneHot',
      () =>
        oneHot(
          [
            [0, 2],
            [5, 1],
          ],
          3,
        ),
      [
        [
          [1, 0, 0],
          [0, 0, 1],
        ],
        [
          [0, 0, 0],
          [0, 1, 0],
        ],
      ],
    ],
    [
      'oneHot of a dtype',
      () => oneHot(places, 3, 'int32'),
      [
        [0, 0, 1],
        [1, 0, 0],
      ],
      'int32',
    ],
    [
      'softmax',
      () => softmax(x, 0),
      [
        [0.0474258732, 0.01798621, 0.119202922],
        [0.952574127, 0.98201379, 0.880797078],
      ],
    ],
    [
      'logSoftmax',
      () => logSoftmax(x),
      [
        [-0.407605964, -2.40760596, -1.40760596],
        [-0.407605964, -1.40760596, -2.40760596],
      ],
    ],
    ['logSumExp', () => logSumExp(x, 0), [6.04858735, 5.01814993, 4.12692801]],
    [
      'takeRows',
      () => takeRows(x.cast('float32').div(2), places.mod(2)),
      [
        [1.5, 0.5, 1],
        [1.5, 0.5, 1],
      ],
    ],
  ])
})

onReference('gradients of indexing', () => {
  testGradients([
    [
      'where',
      (at) => where(at.greater(0), at.square(), at.exp()),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'pad',
      (at) =>
        pad(at, [
          [1, 0],
          [0, 2],
        ]).square(),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'gather',
      (at) => gather(at, tensor([2, 2, 0], { dtype: 'int32' }), 1).square(),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'scatterAdd',
      (at) => scatterAdd(at, tensor([1, 1], { dtype: 'int32' }), at.square()),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'takeAlongAxis',
      (at) =>
        takeAlongAxis(
          at,
          tensor(
            [
              [2, 2],
              [0, 1],
            ],
            { dtype: 'int32' },
          ),
        ).square(),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'dynamicSlice',
      (at) => dynamicSlice(at, [1, 1], [1, 2]).square(),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'dynamicUpdateSlice',
      (at) => dynamicUpdateSlice(at.square(), at.slice([1, 1]), [0, 0]),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'sort',
      (at) => sort(at).square(),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'softmax',
      (at) => softmax(at),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'logSoftmax',
      (at) => logSoftmax(at),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'logSumExp',
      (at) => logSumExp(at),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
  ])
})

onReference('indexing that does not fit', () => {
  test.each([
    [() => concat([]), /concat: expected at least one tensor, got none/],
    [() => concat([x, places.cast('float32')]), /concat: \[2, 3\] and \[2\] differ in more than axis 0/],
    [() => stack([x, places]), /stack: expected one shape, got \[2, 3\] and \[2\]/],
    [() => pad(x, [[1, 1]]), /pad: expected widths for the 2 axes of \[2, 3\], got 1/],
    [() => gather(x, x), /gather: expected int32 indices, got float32; cast first/],
    [() => where(x, places, x), /where: shapes \[2\] and \[2, 3\] do not broadcast/],
    [() => oneHot(places, 0), /oneHot: classes must be a positive integer, got 0/],
    [() => iota([2], 1), /iota: axis 1 is out of range/],
    [() => dynamicSlice(x, [0, 0], [3, 3]), /dynamicSlice: a block of \[3, 3\] does not fit in \[2, 3\]/],
  ])('%s', (compute, message) => expect(compute).toThrow(message))
})
