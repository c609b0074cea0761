/** Samples of the primitives that look up, place and order: gather, scatterAdd, dynamicSlice, dynamicUpdateSlice, sort. */
import { type DType, type GatherAttributes, isFloat, type Shape } from '@neurite/core'
import { resultTypes } from '../program/program-writer.ts'
import { anyFinite, type Domain, drawn, indicesInto, moderate, ties } from '../values/domain.ts'
import { edgesOf, nonFinite } from '../values/edge-values.ts'
import { hostTensor, type HostTensor, scalar, vector } from '../values/host-tensor.ts'
import { type Sample, sample, type Samples } from './sample.ts'

const gatherRows: Readonly<Record<string, readonly [Shape, Shape, GatherAttributes]>> = {
  'rows of a matrix': [[4, 3], [7], { axis: 0, batchDims: 0 }],
  'columns of a matrix': [[3, 4], [7], { axis: 1, batchDims: 0 }],
  'elements of a vector': [[5], [9], { axis: 0, batchDims: 0 }],
  'a middle axis': [[2, 3, 4], [5], { axis: 1, batchDims: 0 }],
  'by one index': [[4, 3], [], { axis: 0, batchDims: 0 }],
  'by a matrix of indices': [[4, 3], [2, 5], { axis: 0, batchDims: 0 }],
  'one axis in batches': [[3, 5], [3, 4], { axis: 1, batchDims: 1 }],
  'one index per batch': [[3, 5], [3], { axis: 1, batchDims: 1 }],
  'batches, another axis between': [[2, 3, 4], [2, 5], { axis: 2, batchDims: 1 }],
  'two batch axes': [[2, 3, 4], [2, 3, 2], { axis: 2, batchDims: 2 }],
  'by no index': [[4, 3], [0], { axis: 0, batchDims: 0 }],
  'an empty axis': [[0, 3], [4], { axis: 0, batchDims: 0 }],
  'empty rows': [[4, 0], [3], { axis: 0, batchDims: 0 }],
  'wide rows': [[9, 67], [20], { axis: 0, batchDims: 0 }],
}

/** Indices inside and outside the axis, drawn for each row of the table. */
const indicesFor = ([x, indices, { axis }]: (typeof gatherRows)[string]): HostTensor =>
  drawn('int32', indices, indicesInto(x[axis]!), 3)

export const gather: Samples<'gather'> = (dtype) => [
  ...Object.entries(gatherRows).map(([name, row]) => sample(name, row[2], drawn(dtype, row[0], anyFinite), indicesFor(row))),
  sample(
    'indices at and beyond both ends',
    { axis: 0, batchDims: 0 },
    drawn(dtype, [3, 2], () => 1),
    vector('int32', -1, 0, 2, 3, -3, -(2 ** 31), 2 ** 31 - 1),
  ),
]

const scattered = (
  dtype: DType,
  name: string,
  row: (typeof gatherRows)[string],
  domain: Domain,
  indices = indicesFor(row),
): Sample<'scatterAdd'> => {
  const x = drawn(dtype, row[0], domain)
  const [updates] = resultTypes('gather', [x, indices], row[2])
  return sample(name, row[2], x, indices, drawn(dtype, updates!.shape, domain, 5))
}

export const scatterAdd: Samples<'scatterAdd'> = (dtype) => {
  const oneIndex: (typeof gatherRows)[string] = [[3, 2], [200], { axis: 0, batchDims: 0 }]
  return [
    ...Object.entries(gatherRows).map(([name, row]) => scattered(dtype, name, row, moderate)),
    scattered(
      dtype,
      'all updates at one place',
      oneIndex,
      moderate,
      drawn('int32', [200], () => 1),
    ),
    ...(isFloat(dtype)
      ? [
          sample(
            'NaN and infinities, some of them dropped',
            { axis: 0, batchDims: 0 },
            vector(dtype, 0, 1, 2),
            vector('int32', 1, 9, 2, -1),
            vector(dtype, Infinity, Number.NaN, Number.NaN, Infinity),
          ),
        ]
      : [scattered(dtype, 'sums that wrap', oneIndex, anyFinite)]),
  ]
}

/** Where blocks are asked for: inside, and where they have to be moved to fit. */
const blockRows: Readonly<Record<string, readonly [Shape, Shape, readonly number[]]>> = {
  inside: [
    [4, 5],
    [2, 3],
    [1, 2],
  ],
  'at the end': [
    [4, 5],
    [2, 3],
    [2, 2],
  ],
  'beyond the end': [
    [4, 5],
    [2, 3],
    [3, 100],
  ],
  'before the beginning': [
    [4, 5],
    [2, 3],
    [-1, -100],
  ],
  'at the ends of int32': [
    [4, 5],
    [2, 3],
    [2 ** 31 - 1, -(2 ** 31)],
  ],
  'all of it': [
    [4, 5],
    [4, 5],
    [3, -3],
  ],
  'a vector': [[9], [4], [3]],
  'three axes': [
    [3, 4, 5],
    [2, 1, 3],
    [1, 3, 1],
  ],
  '0-d': [[], [], []],
  'an empty block': [
    [4, 5],
    [0, 5],
    [2, 0],
  ],
  'of nothing': [
    [0, 3],
    [0, 2],
    [0, 1],
  ],
}

const startsOf = (starts: readonly number[]): HostTensor[] => starts.map((start) => scalar('int32', start))

export const dynamicSlice: Samples<'dynamicSlice'> = (dtype) =>
  Object.entries(blockRows).map(([name, [x, sizes, starts]]) =>
    sample(name, { sizes }, drawn(dtype, x, anyFinite), ...startsOf(starts)),
  )

export const dynamicUpdateSlice: Samples<'dynamicUpdateSlice'> = (dtype) =>
  Object.entries(blockRows).map(([name, [x, sizes, starts]]) =>
    sample(name, {}, drawn(dtype, x, anyFinite), drawn(dtype, sizes, anyFinite, 2), ...startsOf(starts)),
  )

export const sort: Samples<'sort'> = (dtype) =>
  [false, true].flatMap((descending): Sample<'sort'>[] => {
    const way = descending ? 'descending' : 'ascending'
    return [
      sample(`vector, ${way}`, { axis: 0, descending }, drawn(dtype, [11], moderate)),
      sample(`first axis, ${way}`, { axis: 0, descending }, drawn(dtype, [5, 3], moderate)),
      sample(`last axis, ${way}`, { axis: 1, descending }, drawn(dtype, [3, 5], moderate)),
      sample(`middle axis, ${way}`, { axis: 1, descending }, drawn(dtype, [2, 6, 3], moderate)),
      sample(`ties, ${way}`, { axis: 1, descending }, drawn(dtype, [3, 40], ties)),
      sample(`long, ${way}`, { axis: 0, descending }, drawn(dtype, [300], anyFinite)),
      sample(`one element, ${way}`, { axis: 0, descending }, hostTensor(dtype, [1], [1])),
      sample(`empty, ${way}`, { axis: 1, descending }, hostTensor(dtype, [2, 0], [])),
      sample(`edge values, ${way}`, { axis: 0, descending }, vector(dtype, ...edgesOf(dtype))),
      ...(isFloat(dtype)
        ? [
            sample(
              `NaN and infinities, ${way}`,
              { axis: 0, descending },
              vector(dtype, 1, ...nonFinite, -0, 0, Number.NaN, -1, -0),
            ),
          ]
        : []),
    ]
  })
