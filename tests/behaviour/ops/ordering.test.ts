/** Running values, differences, search, the greatest, segments, scatters, filters. */
import {
  arange,
  convolve,
  correlate,
  cumMax,
  cumMin,
  cumProd,
  diff,
  digitize,
  grad,
  interp,
  inTopK,
  logCumSumExp,
  multiHot,
  scatter,
  scatterUpdate,
  searchSorted,
  segmentMax,
  segmentMean,
  segmentMin,
  segmentSum,
  Tensor,
  tensor,
  topK,
  trapezoid,
  unravelIndex,
} from '@neurite/core'
import { expect, test } from 'vitest'
import { expectTensor, onReference, testGradients, testValues } from './tables.ts'

const x = tensor([
  [3, 1, 2],
  [0.5, -1, 7],
])
const v = tensor([1, 2, 4, 4, 7])
const k = tensor([3, -2, 5, 1], { dtype: 'int32' })
const u = tensor([3, 2, 5, 1], { dtype: 'uint32' })
const ids = tensor([2, 0, 2, 1, 0], { dtype: 'int32' })
const rows = tensor([
  [1, -2],
  [3, 4],
  [5, -6],
  [-7, 8],
  [9, 10],
])
const ints = tensor([4, -9, 2, 7, 1], { dtype: 'int32' })
const scores = tensor([
  [0.1, 0.5, 0.4],
  [0.9, 0.05, 0.05],
])
const grid = tensor([
  [1, 2, 3],
  [4, 5, 6],
])
const places = tensor(
  [
    [0, 1],
    [1, 2],
    [0, 1],
    [5, 0],
  ],
  { dtype: 'int32' },
)
const flags = tensor([1, 0, 1], { dtype: 'bool' })
const h = tensor([1, NaN, 3])

// Expected numbers from NumPy 2, in double precision.
onReference('ordering', () => {
  testValues([
    [
      'cumProd',
      () => cumProd(x),
      [
        [3, 3, 6],
        [0.5, -0.5, -3.5],
      ],
    ],
    [
      'cumProd, reverse and exclusive',
      () => cumProd(x, 1, { reverse: true, exclusive: true }),
      [
        [2, 2, 1],
        [-7, 7, 1],
      ],
    ],
    ['cumProd of integers', () => cumProd(k), [3, -6, -30, -30], 'int32'],
    [
      'cumMax',
      () => cumMax(x, 0),
      [
        [3, 1, 2],
        [3, 1, 7],
      ],
    ],
    [
      'cumMin',
      () => cumMin(x),
      [
        [3, 1, 1],
        [0.5, -1, -1],
      ],
    ],
    ['cumMin of integers', () => cumMin(k), [3, -2, -2, -2], 'int32'],
    ['cumMin of unsigned', () => cumMin(u), [3, 2, 2, 1], 'uint32'],
    ['cumMax with NaN', () => cumMax(h), [1, NaN, NaN]],
    ['cumMin backwards', () => cumMin(k, 0, { reverse: true }), [-2, -2, 1, 1], 'int32'],
    [
      'logCumSumExp',
      () => logCumSumExp(x),
      [
        [3, 3.12692801, 3.40760596],
        [0.5, 0.701413278, 7.00183721],
      ],
    ],
    [
      'logCumSumExp along the first axis, back',
      () => logCumSumExp(rows, 0, { reverse: true }),
      [
        [9.02090982, 10.1291144],
        [9.02058125, 10.129109],
        [9.01815004, 10.1269281],
        [9.00000011, 10.126928],
        [9, 10],
      ],
    ],
    ['logCumSumExp of far numbers', () => logCumSumExp([-1000, -Infinity, 0, 1000]), [-1000, -1000, 0, 1000]],
    [
      'diff',
      () => diff(x),
      [
        [-2, 1],
        [-1.5, 8],
      ],
    ],
    ['diff twice', () => diff(v, 0, { order: 2 }), [1, -2, 3]],
    ['diff of bool', () => diff(flags), [1, 1], 'bool'],
    ['diff of one element', () => diff([[3]]), [[]]],
    ['trapezoid', () => trapezoid(x, { dx: 0.5 }), [1.75, 1.375]],
    ['trapezoid at positions', () => trapezoid(x, { x: [0, 1, 4] }), [6.5, 8.75]],
    ['trapezoid along the first axis', () => trapezoid(x, { axis: 0, x: [1, 3] }), [3.5, 0, 9]],
    [
      'topK',
      () => topK(x, 2).values,
      [
        [3, 2],
        [7, 0.5],
      ],
    ],
    [
      'positions of topK',
      () => topK(x, 2).indices,
      [
        [0, 2],
        [2, 0],
      ],
      'int32',
    ],
    [
      'topK along the first axis',
      () => topK(rows, 3, 0).values,
      [
        [9, 10],
        [5, 8],
        [3, 4],
      ],
    ],
    ['inTopK', () => inTopK([2, 1], scores, 2), [1, 1], 'bool'],
    [
      'inTopK, ties and outside',
      () =>
        inTopK(
          [0, 3],
          [
            [1, 1, 1],
            [3, 2, 1],
          ],
          1,
        ),
      [1, 0],
      'bool',
    ],
    ['inTopK of one', () => inTopK([0, 0], scores, 1), [0, 1], 'bool'],
    [
      'searchSorted, left',
      () =>
        searchSorted(
          v,
          [
            [0, 1, 3],
            [4, 7, 9],
          ],
          { side: 'left' },
        ),
      [
        [0, 0, 2],
        [2, 4, 5],
      ],
      'int32',
    ],
    ['searchSorted with NaN, left', () => searchSorted([1, NaN, NaN], [0, NaN, 5], { side: 'left' }), [0, 1, 1], 'int32'],
    [
      'searchSorted, right',
      () =>
        searchSorted(
          v,
          [
            [0, 1, 3],
            [4, 7, 9],
          ],
          { side: 'right' },
        ),
      [
        [0, 1, 2],
        [4, 5, 5],
      ],
      'int32',
    ],
    ['searchSorted with NaN, right', () => searchSorted([1, NaN, NaN], [0, NaN, 5], { side: 'right' }), [0, 3, 1], 'int32'],
    ['searchSorted in nothing', () => searchSorted(v.slice([5]), [1]), [0], 'int32'],
    ['digitize', () => digitize([0, 1, 5, 7, 8], v), [0, 1, 4, 5, 5], 'int32'],
    ['digitize, right', () => digitize([0, 1, 5, 7, 8], v, { right: true }), [0, 0, 4, 4, 5], 'int32'],
    [
      'unravelIndex',
      () => unravelIndex([0, 5, 23, 13], [2, 3, 4]),
      [
        [0, 0, 1, 1],
        [0, 1, 2, 0],
        [0, 1, 3, 1],
      ],
      'int32',
    ],
    [
      'segmentSum',
      () => segmentSum(rows, ids, 4),
      [
        [12, 14],
        [-7, 8],
        [6, -8],
        [0, 0],
      ],
    ],
    ['segmentSum leaves out', () => segmentSum([1, 2, 4], [0, -1, 3], 3), [1, 0, 0]],
    [
      'segmentMean',
      () => segmentMean(rows, ids, 4),
      [
        [6, 7],
        [-7, 8],
        [3, -4],
        [NaN, NaN],
      ],
    ],
    [
      'segmentMax',
      () => segmentMax(rows, ids, 4),
      [
        [9, 10],
        [-7, 8],
        [5, -2],
        [-Infinity, -Infinity],
      ],
    ],
    [
      'segmentMin',
      () => segmentMin(rows, ids, 4),
      [
        [3, 4],
        [-7, 8],
        [1, -6],
        [Infinity, Infinity],
      ],
    ],
    ['segmentMax of integers', () => segmentMax(ints, ids, 4), [1, 7, 4, -2147483648], 'int32'],
    ['segmentMin of integers', () => segmentMin(ints, ids, 4), [-9, 7, 2, 2147483647], 'int32'],
    [
      'segmentMax of many',
      () => segmentMax(tensor(Float32Array.from({ length: 100 }, (_, i) => (i * 37) % 100)), arange(100).mod(3), 3),
      [99, 92, 96],
    ],
    ['segmentMax leaves out', () => segmentMax([5, 9, 3], [0, -1, 7], 2), [5, -Infinity]],
    [
      'scatter',
      () =>
        scatter(
          [
            [0, 1],
            [2, 0],
            [0, 1],
          ],
          [5, 7, 1],
          [3, 2],
        ),
      [
        [0, 6],
        [0, 0],
        [7, 0],
      ],
    ],
    [
      'scatter of rows',
      () =>
        scatter(
          [[1], [0], [9]],
          [
            [1, 2],
            [3, 4],
            [5, 6],
          ],
          [3, 2],
        ),
      [
        [3, 4],
        [1, 2],
        [0, 0],
      ],
    ],
    [
      'scatterUpdate',
      () => scatterUpdate(grid, places, [10, 20, 30, 40]),
      [
        [1, 30, 3],
        [4, 5, 20],
      ],
    ],
    [
      'scatterUpdate of rows',
      () => scatterUpdate(grid, [[1]], [[7, 8, 9]]),
      [
        [1, 2, 3],
        [7, 8, 9],
      ],
    ],
    ['scatterUpdate of bool', () => scatterUpdate(flags, [[0], [1]], [false, true]), [0, 1, 1], 'bool'],
    ['scatterUpdate over NaN', () => scatterUpdate(h, [[1]], [5]), [1, 5, 3]],
    [
      'scatterUpdate outside',
      () =>
        scatterUpdate(
          grid,
          [
            [0, -1],
            [0, 3],
          ],
          [8, 9],
        ),
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    [
      'multiHot',
      () =>
        multiHot(
          [
            [0, 2],
            [1, 9],
          ],
          3,
        ),
      [
        [1, 0, 1],
        [0, 1, 0],
      ],
    ],
    ['multiHot of a vector', () => multiHot([0, 2], 4, 'int32'), [1, 0, 1, 0], 'int32'],
    ['interp', () => interp([-1, 1, 1.5, 3, 4, 6.5, 9], [1, 2, 4, 7], [10, 20, 0, 5]), [10, 10, 15, 10, 0, 4.16666667, 5]],
    ['interp of one point', () => interp([0, 5], [2], [7]), [7, 7]],
    ['interp of NaN', () => interp([NaN], [1, 2], [3, 4]), [NaN]],
    ['convolve, full', () => convolve(v, [1, 2, -1], 'full'), [1, 4, 7, 10, 11, 10, -7]],
    ['convolve with an even filter, full', () => convolve(v, [1, 2], 'full'), [1, 4, 8, 12, 15, 14]],
    ['correlate, full', () => correlate(v, [1, 2, -1], 'full'), [-1, 0, 1, 6, 5, 18, 7]],
    ['correlate with the shorter first, full', () => correlate([1, 2, -1, 3], v, 'full'), [7, 18, 5, 27, 13, 12, 5, 3]],
    ['convolve, same', () => convolve(v, [1, 2, -1], 'same'), [4, 7, 10, 11, 10]],
    ['convolve with an even filter, same', () => convolve(v, [1, 2], 'same'), [1, 4, 8, 12, 15]],
    ['correlate, same', () => correlate(v, [1, 2, -1], 'same'), [0, 1, 6, 5, 18]],
    ['correlate with the shorter first, same', () => correlate([1, 2, -1, 3], v, 'same'), [5, 27, 13, 12, 5]],
    ['convolve, valid', () => convolve(v, [1, 2, -1], 'valid'), [7, 10, 11]],
    ['convolve with an even filter, valid', () => convolve(v, [1, 2], 'valid'), [4, 8, 12, 15]],
    ['correlate, valid', () => correlate(v, [1, 2, -1], 'valid'), [1, 6, 5]],
    ['correlate with the shorter first, valid', () => correlate([1, 2, -1, 3], v, 'valid'), [27, 13]],
  ])
})

onReference('gradients of ordering', () => {
  testGradients([
    [
      'cumProd',
      (at) => cumProd(at),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'cumMax',
      (at) => cumMax(at),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'cumMin',
      (at) => cumMin(at, 0),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'logCumSumExp',
      (at) => logCumSumExp(at),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'diff',
      (at) => diff(at).square(),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'trapezoid',
      (at) => trapezoid(at),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'trapezoid by positions',
      (at) => trapezoid(at, { x: at }),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'topK',
      (at) => topK(at, 2).values.square(),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'segmentSum',
      (at) => segmentSum(at.flatten(), [0, 1, 0, 1, 2, 2], 3).square(),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'segmentMean',
      (at) => segmentMean(at.flatten(), [0, 1, 0, 1, 2, 2], 3).square(),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'segmentMax',
      (at) => segmentMax(at.flatten(), [0, 1, 0, 1, 2, 2], 3).square(),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'segmentMin',
      (at) => segmentMin(at.flatten(), [0, 1, 0, 1, 2, 2], 3).square(),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'scatter',
      (at) => scatter([[1], [0]], at.square(), [3, 3]),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'scatterUpdate',
      (at) =>
        scatterUpdate(
          at.square(),
          [
            [0, 1],
            [0, 1],
            [1, 2],
          ],
          at
            .slice([0, 0], { limits: [1, 3] })
            .flatten()
            .exp(),
        ),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'interp',
      (at) => interp(at, [-2, 0.1, 1, 3], at.flatten().slice([0], { limits: [4] })),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'convolve',
      (at) => convolve(at.flatten(), at.slice([1, 0]).flatten(), 'same'),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'correlate',
      (at) => correlate(at.flatten(), at.slice([1, 0]).flatten()),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
  ])
})

onReference('ordering at the edges', () => {
  test('ties of a segment share the gradient evenly', async () => {
    const slope = grad((t: Tensor) => segmentMax(t, [0, 0, 0, 1], 2).sum())
    await expectTensor(slope(tensor([5, 5, 5, 1])), [1 / 3, 1 / 3, 1 / 3, 1])
  })

  test.each([
    [() => topK(x, 4), /topK: axis 1 of \[2, 3\] has fewer than 4 elements; lower k/],
    [() => searchSorted(x, 1), /searchSorted: expected a sorted vector, got shape \[2, 3\]/],
    [() => searchSorted(v, 1, { side: 'lift' as 'left' }), /searchSorted: unknown side "lift"; did you mean "left"\?/],
    [() => segmentSum(rows, k, 3), /segmentSum: expected one id per row, got data \[5, 2\] and ids \[4\]/],
    [() => scatter([[0, 1]], [1, 2], [3, 2]), /scatter: indices \[1, 2\] into shape \[3, 2\] need values \[1\], got \[2\]/],
    [() => convolve(v, [1], 'sane' as 'same'), /convolve: unknown mode "sane"; did you mean "same"\?/],
    [() => convolve(x, v), /convolve: expected two vectors, not empty, got \[2, 3\] and \[5\]/],
    [() => interp(1, x, x), /interp: expected vectors with at least one point/],
    [() => diff(v, 0, { order: -1 }), /diff: order must be a whole number of at least 0, got -1/],
    [() => multiHot(3, 4), /multiHot: expected at least one axis/],
  ])('%s', (compute, message) => expect(compute).toThrow(message))
})
