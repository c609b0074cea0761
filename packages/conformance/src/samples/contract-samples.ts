/** Samples of dotGeneral. */
import { isFloat, type PrimitiveAttributes, type Shape } from '@neurite/core'
import { anyFinite, drawn, moderate } from '../values/domain.ts'
import { hostTensor } from '../values/host-tensor.ts'
import { sample, type Samples } from './sample.ts'

type Attributes = PrimitiveAttributes['dotGeneral']

const contracting = (
  lhsContracting: readonly number[],
  rhsContracting: readonly number[],
  lhsBatch: readonly number[] = [],
  rhsBatch = lhsBatch,
): Attributes => ({
  lhsBatch,
  rhsBatch,
  lhsContracting,
  rhsContracting,
})

const rows: Readonly<Record<string, readonly [Shape, Shape, Attributes]>> = {
  'matrix by matrix': [[3, 4], [4, 5], contracting([1], [0])],
  'transposed on the left': [[4, 3], [4, 5], contracting([0], [0])],
  'transposed on the right': [[3, 4], [5, 4], contracting([1], [1])],
  'transposed on both sides': [[4, 3], [5, 4], contracting([0], [1])],
  'matrix by vector': [[3, 4], [4], contracting([1], [0])],
  'vector by matrix': [[4], [4, 5], contracting([0], [0])],
  'vector by vector': [[9], [9], contracting([0], [0])],
  'outer product': [[3], [4], contracting([], [])],
  '0-d by 0-d': [[], [], contracting([], [])],
  '0-d by matrix': [[], [2, 3], contracting([], [])],
  batch: [[2, 3, 4], [2, 4, 5], contracting([2], [1], [0])],
  'batch axes last': [[3, 4, 2], [4, 5, 2], contracting([1], [0], [2])],
  'batch axes in different places': [[3, 2, 4], [4, 5, 2], contracting([2], [0], [1], [2])],
  'two batch axes, crossed': [[2, 3, 2, 4], [3, 2, 4, 2], contracting([3], [2], [0, 1], [1, 0])],
  'only batch axes': [[2, 3], [2, 3], contracting([], [], [0, 1])],
  'two contracting axes': [[2, 3, 4], [3, 4, 5], contracting([1, 2], [0, 1])],
  'two contracting axes, crossed': [[2, 3, 4], [4, 3, 5], contracting([1, 2], [1, 0])],
  'free axes around the contracting one': [[2, 3, 4], [5, 3, 2], contracting([1], [1])],
  'over nothing': [[2, 0], [0, 3], contracting([1], [0])],
  'no rows': [[0, 4], [4, 3], contracting([1], [0])],
  'no batches': [[0, 2, 3], [0, 3, 2], contracting([2], [1], [0])],
  'beyond a tile': [[37, 70], [70, 33], contracting([1], [0])],
  'beyond a tile, transposed': [[70, 37], [33, 70], contracting([0], [1])],
  'one row': [[1, 130], [130, 17], contracting([1], [0])],
  'one column': [[17, 130], [130, 1], contracting([1], [0])],
  'batches beyond a tile': [[3, 9, 18], [3, 18, 17], contracting([2], [1], [0])],
}

/** 0 times infinity is NaN, and stays in its row and column. */
const nonFinite = [1, Infinity, 0, Number.NaN, 2, 3, -Infinity, 1, 0]

export const dotGeneral: Samples<'dotGeneral'> = (dtype) => [
  ...Object.entries(rows).map(([name, [lhs, rhs, attributes]]) =>
    sample(name, attributes, drawn(dtype, lhs, moderate), drawn(dtype, rhs, moderate, 2)),
  ),
  isFloat(dtype)
    ? sample('NaN and infinities', contracting([1], [0]), hostTensor(dtype, [3, 3], nonFinite), drawn(dtype, [3, 3], moderate, 2))
    : sample('products that wrap', contracting([1], [0]), drawn(dtype, [3, 9], anyFinite), drawn(dtype, [9, 2], anyFinite, 2)),
]
