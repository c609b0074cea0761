/** Averages, quantiles, counts; reductions without NaN; norms and limits. */
import {
  average,
  bincount,
  clipByGlobalNorm,
  clipByNorm,
  countNonzero,
  globalNorm,
  grad,
  histogram,
  l2Normalize,
  median,
  moments,
  nanArgMax,
  nanArgMin,
  nanCumSum,
  nanMax,
  nanMean,
  nanMin,
  nanProd,
  nanStd,
  nanSum,
  nanVar,
  norm,
  percentile,
  ptp,
  quantile,
  std,
  Tensor,
  tensor,
} from '@neurite/core'
import { expect, test } from 'vitest'
import { onReference, testGradients, testValues } from './tables.ts'

const x = tensor([
  [3, 1, 2],
  [0.5, -1, 7],
])
const t = tensor([
  [
    [0, 3.364, 3.636, 0.564],
    [-3.028, -3.836, -1.116, 2.628],
    [3.956, 1.648, -2.176, -4],
  ],
  [
    [-2.148, 1.68, 3.964, 2.6],
    [-1.152, -3.844, -3.004, 0.6],
    [3.652, 3.348, -0.036, -3.384],
  ],
])
const h = tensor([
  [1, NaN, 3],
  [NaN, NaN, NaN],
  [-2, 5, NaN],
])
const k = tensor([3, -1, 0, 7, 0], { dtype: 'int32' })
const bins = tensor([0, 1, 1, 3, 2, 1, 7, -1], { dtype: 'int32' })
const w = tensor([1, 2, 0.5])

// Expected numbers from NumPy 2, in double precision.
onReference('statistics', () => {
  testValues([
    ['std', () => std(x), 2.52350065],
    ['std along an axis', () => std(x, 1, { keepDims: true }), [[0.816496581], [3.47211111]]],
    [
      'moments',
      () => Object.values(moments(t, [0, 2])),
      [
        [1.7075, -1.594, 0.376],
        [3.93002975, 4.649536, 9.246096],
      ],
    ],
    ['ptp', () => ptp(x, 0), [2.5, 2, 5]],
    ['ptp of integers', () => ptp(k), 8, 'int32'],
    ['average', () => average(x), 2.08333333],
    ['average with weights', () => average(x, 1, { weights: w }), [1.71428571, 0.571428571]],
    ['average with weights of its shape', () => average(x, undefined, { weights: x.abs() }), 4.29310345],
    ['countNonzero', () => countNonzero(k), 3, 'int32'],
    ['countNonzero along an axis', () => countNonzero(x.greater(1), 0), [1, 0, 2], 'int32'],
    ['median', () => median(t, [0, 1]), [-0.576, 1.664, -0.576, 0.582]],
    ['median of an odd number', () => median(x, -1, { keepDims: true }), [[2], [0.5]]],
    ['median with NaN', () => median(h, 1), [NaN, NaN, NaN]],
    ['median of integers', () => median(k), 0],
    [
      'quantile, linear',
      () => quantile(t, [0, 0.1, 0.5, 0.77, 1], [0, 1], { method: 'linear' }),
      [
        [-3.028, -3.844, -3.004, -4],
        [-2.588, -3.84, -2.59, -3.692],
        [-0.576, 1.664, -0.576, 0.582],
        [3.1042, 3.0978, 3.0852, 2.3],
        [3.956, 3.364, 3.964, 2.628],
      ],
    ],
    [
      'quantile, lower',
      () => quantile(t, [0, 0.1, 0.5, 0.77, 1], [0, 1], { method: 'lower' }),
      [
        [-3.028, -3.844, -3.004, -4],
        [-3.028, -3.844, -3.004, -4],
        [-1.152, 1.648, -1.116, 0.564],
        [0, 1.68, -0.036, 0.6],
        [3.956, 3.364, 3.964, 2.628],
      ],
    ],
    [
      'quantile, higher',
      () => quantile(t, [0, 0.1, 0.5, 0.77, 1], [0, 1], { method: 'higher' }),
      [
        [-3.028, -3.844, -3.004, -4],
        [-2.148, -3.836, -2.176, -3.384],
        [0, 1.68, -0.036, 0.6],
        [3.652, 3.348, 3.636, 2.6],
        [3.956, 3.364, 3.964, 2.628],
      ],
    ],
    [
      'quantile, nearest',
      () => quantile(t, [0, 0.1, 0.5, 0.77, 1], [0, 1], { method: 'nearest' }),
      [
        [-3.028, -3.844, -3.004, -4],
        [-3.028, -3.844, -3.004, -4],
        [-1.152, 1.648, -1.116, 0.564],
        [3.652, 3.348, 3.636, 2.6],
        [3.956, 3.364, 3.964, 2.628],
      ],
    ],
    [
      'quantile, midpoint',
      () => quantile(t, [0, 0.1, 0.5, 0.77, 1], [0, 1], { method: 'midpoint' }),
      [
        [-3.028, -3.844, -3.004, -4],
        [-2.588, -3.84, -2.59, -3.692],
        [-0.576, 1.664, -0.576, 0.582],
        [1.826, 2.514, 1.8, 1.6],
        [3.956, 3.364, 3.964, 2.628],
      ],
    ],
    ['quantile half way', () => quantile([1, 2, 3, 4], [0.5], 0, { method: 'nearest' }), [3]],
    ['quantile of infinities', () => quantile([-Infinity, 1, 2, Infinity], [0, 0.3, 1]), [-Infinity, -Infinity, Infinity]],
    ['percentile', () => percentile(x, 30, 1), [1.6, -0.1]],
    ['quantile of all', () => quantile(x, 0.3, undefined, { keepDims: true }), [[0.75]]],
    ['nanSum', () => nanSum(h, 1), [4, 0, 3]],
    ['nanSum of all', () => nanSum(h), 7],
    ['nanProd', () => nanProd(h, 1), [3, 1, -10]],
    ['nanProd of all', () => nanProd(h), -30],
    ['nanMax', () => nanMax(h, 1), [3, NaN, 5]],
    ['nanMax of all', () => nanMax(h), 5],
    ['nanMin', () => nanMin(h, 1), [1, NaN, -2]],
    ['nanMin of all', () => nanMin(h), -2],
    ['nanMean', () => nanMean(h, 1), [2, NaN, 1.5]],
    ['nanMean of all', () => nanMean(h), 1.75],
    ['nanVar', () => nanVar(h, 1), [1, NaN, 12.25]],
    ['nanVar of all', () => nanVar(h), 6.6875],
    ['nanStd', () => nanStd(h, 1), [1, NaN, 3.5]],
    ['nanStd of all', () => nanStd(h), 2.58602011],
    ['nanMax of integers', () => nanMax(k), 7, 'int32'],
    ['nanSum of integers', () => nanSum(k), 9, 'int32'],
    [
      'nanCumSum',
      () => nanCumSum(h),
      [
        [1, 1, 4],
        [0, 0, 0],
        [-2, 3, 3],
      ],
    ],
    ['nanArgMax', () => nanArgMax(h.slice([2])), [1], 'int32'],
    ['nanArgMin', () => nanArgMin(h.slice([2])), [0], 'int32'],
    ['bincount', () => bincount(bins, 4), [1, 3, 1, 1], 'int32'],
    ['bincount with weights', () => bincount(bins, 4, { weights: [1, 2, 3, 4, 5, 6, 7, 8] }), [1, 11, 5, 4]],
    [
      'bincount of rows',
      () => bincount(bins.reshape([2, 4]), 4),
      [
        [1, 2, 0, 1],
        [0, 1, 1, 0],
      ],
      'int32',
    ],
    ['histogram', () => histogram(x, { bins: 4 }).counts, [2, 2, 1, 1], 'int32'],
    ['edges of histogram', () => histogram(x, { bins: 4 }).edges, [-1, 1, 3, 5, 7]],
    ['histogram of a range', () => histogram(x, { bins: 3, range: [0, 3] }).counts, [1, 1, 2], 'int32'],
    ['histogram of one value', () => histogram([2, 2], { bins: 2 }).counts, [0, 2], 'int32'],
    ['edges around one value', () => histogram([2, 2], { bins: 2 }).edges, [1.5, 2, 2.5]],
    ['norm', () => norm(x), 8.01560977],
    ['norm along an axis', () => norm(x, 1, { keepDims: true }), [[3.74165739], [7.08872344]]],
    ['norm of order 1', () => norm(x, 1, { order: 1 }), [6, 8.5]],
    ['norm of order 2', () => norm(x, 1, { order: 2 }), [3.74165739, 7.08872344]],
    ['norm of order 3', () => norm(x, 1, { order: 3 }), [3.30192725, 7.00764471]],
    ['norm of order 0', () => norm(x, 1, { order: 0 }), [3, 3]],
    ['norm of order -1', () => norm(x, 1, { order: -1 }), [0.545454545, 0.318181818]],
    ['norm of order Infinity', () => norm(x, 1, { order: Infinity }), [3, 7]],
    ['norm of order -Infinity', () => norm(x, 1, { order: -Infinity }), [1, 0.5]],
    ['norm of order 0.5', () => norm(x, 1, { order: 0.5 }), [17.1915082, 18.9473736]],
    ['norm of matrices, order 1', () => norm(t, [1, 2], { order: 1 }), [8.848, 8.872]],
    [
      'norm of matrices the other way round, order 1',
      () => norm(t, [2, 0], { order: 1, keepDims: true }),
      [[[10.392], [10.608], [11.78]]],
    ],
    ['norm of matrices, order -1', () => norm(t, [1, 2], { order: -1 }), [6.928, 6.584]],
    [
      'norm of matrices the other way round, order -1',
      () => norm(t, [2, 0], { order: -1, keepDims: true }),
      [[[7.564], [8.6], [10.42]]],
    ],
    ['norm of matrices, order Infinity', () => norm(t, [1, 2], { order: Infinity }), [11.78, 10.42]],
    [
      'norm of matrices the other way round, order Infinity',
      () => norm(t, [2, 0], { order: Infinity, keepDims: true }),
      [[[7.6], [7.68], [7.608]]],
    ],
    ['norm of matrices, order -Infinity', () => norm(t, [1, 2], { order: -Infinity }), [7.564, 8.6]],
    [
      'norm of matrices the other way round, order -Infinity',
      () => norm(t, [2, 0], { order: -Infinity, keepDims: true }),
      [[[2.148], [3.228], [2.212]]],
    ],
    ['norm by Frobenius', () => norm(t, [0, 1], { order: 'fro' }), [6.64054456, 7.58651013, 6.62869037, 6.46497765]],
    [
      'l2Normalize',
      () => l2Normalize(x),
      [
        [0.801783726, 0.267261242, 0.534522484],
        [0.0705345616, -0.141069123, 0.987483862],
      ],
    ],
    [
      'l2Normalize of zeros',
      () =>
        l2Normalize([
          [0, 0],
          [3, 4],
        ]),
      [
        [0, 0],
        [0.6, 0.8],
      ],
    ],
    [
      'l2Normalize in half precision',
      () =>
        l2Normalize(tensor([300, 400], { dtype: 'float16' }))
          .cast('float32')
          .sub([0.6, 0.8])
          .abs()
          .less(3e-4),
      [1, 1],
      'bool',
    ],
    [
      'clipByNorm',
      () => clipByNorm(x, 2),
      [
        [0.748539434, 0.249513145, 0.499026289],
        [0.124756572, -0.249513145, 1.74659201],
      ],
    ],
    [
      'clipByNorm of what is short',
      () => clipByNorm(x, 100),
      [
        [3, 1, 2],
        [0.5, -1, 7],
      ],
    ],
    [
      'clipByNorm of rows',
      () => clipByNorm(x, 5, 1),
      [
        [3, 1, 2],
        [0.352672808, -0.705345616, 4.93741931],
      ],
    ],
    ['globalNorm', () => globalNorm([x, w]), 8.336666],
    [
      'clipByGlobalNorm',
      () => clipByGlobalNorm([x, w], 1),
      [
        [
          [0.359856086, 0.119952029, 0.239904058],
          [0.0599760144, -0.119952029, 0.839664201],
        ],
        [0.119952029, 0.239904058, 0.0599760144],
      ],
    ],
    ['clipByGlobalNorm of infinity', () => clipByGlobalNorm([tensor([Infinity]), tensor([1])], 1), [[NaN], [NaN]]],
  ])
})

onReference('gradients of statistics', () => {
  testGradients([
    [
      'std',
      (at) => std(at, 1),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'moments',
      (at) => moments(at, 0).variance,
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'ptp',
      (at) => ptp(at, 1),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'average',
      (at) => average(at, 1, { weights: at.square() }),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'median',
      (at) => median(at),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'quantile',
      (at) => quantile(at, [0.2, 0.7], 1),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'norm',
      (at) => norm(at, 1),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'norm of order 3',
      (at) => norm(at, 1, { order: 3 }),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'norm of matrices',
      (at) => norm(at, [0, 1], { order: 1 }),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'l2Normalize',
      (at) => l2Normalize(at),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'clipByNorm',
      (at) => clipByNorm(at, 1.5),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'clipByNorm of what is short',
      (at) => clipByNorm(at, 15),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'clipByGlobalNorm',
      (at) => clipByGlobalNorm([at, at.square()], 1.5)[1]!,
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'nanMean',
      (at) => nanMean(at, 1),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'nanStd',
      (at) => nanStd(at, 1),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
  ])
})

onReference('statistics at the edges', () => {
  const slopes = async (fn: (u: Tensor) => Tensor, at: readonly number[]): Promise<number[]> => [
    ...(await grad((u: Tensor) => fn(u).sum())(tensor(at)).data()),
  ]

  test.each([
    ['std of equal numbers', (u: Tensor) => std(u), [2, 2], [0, 0]],
    ['norm of 0', (u: Tensor) => norm(u), [0, 0], [0, 0]],
    ['norm of order 3 of 0', (u: Tensor) => norm(u, 0, { order: 3 }), [0, 0], [0, 0]],
    ['clipByNorm of 0', (u: Tensor) => clipByNorm(u, 1), [0, 0], [1, 1]],
    ['nanMean', (u: Tensor) => nanMean(u), [1, NaN, 3], [0.5, 0, 0.5]],
    ['nanVar', (u: Tensor) => nanVar(u), [1, NaN, 3], [-1, 0, 1]],
    ['nanMax', (u: Tensor) => nanMax(u), [1, NaN, 3], [0, 0, 1]],
  ])('gradient of %s', async (_, fn, at, expected) => {
    const got = await slopes(fn, at)
    expected.forEach((value, i) => expect(got[i]).toBeCloseTo(value, 6))
  })

  test.each([
    [() => quantile(x, 1.5), /quantile: expected shares of the whole, got 1.5/],
    [() => quantile(x, 0.5, 0, { method: 'lineal' as 'linear' }), /quantile: unknown method "lineal"; did you mean "linear"\?/],
    [() => median(x.slice([0], { limits: [0] }), 0), /median: axes \[0\] of \[0, 3\] are empty/],
    [() => average(x, 0, { weights: w }), /average: weights must have the shape of x, \[2, 3\], or be a vector/],
    [() => norm(t, [0, 1], { order: 2 }), /norm: order 2 of matrices is not known/],
    [() => norm(t, [0, 1, 2], { order: 1 }), /norm: expected one axis or two/],
    [() => norm(t, 0, { order: 'fro' }), /norm: order "fro" needs two axes/],
    [() => clipByNorm(x, 0), /clipByNorm: the greatest length must be positive, got 0/],
    [() => globalNorm([]), /globalNorm: expected at least one tensor, got none/],
    [() => bincount(x, 3), /bincount: expected integers, got float32/],
    [() => bincount(bins, 4, { weights: [1, 2] }), /bincount: weights must have the shape of x, \[8\], got \[2\]/],
    [() => histogram(x, { bins: 0 }), /histogram: bins must be a whole number of at least 1, got 0/],
  ])('%s', (compute, message) => expect(compute).toThrow(message))
})
