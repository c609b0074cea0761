/** Products as `[m, k] x [k, n]` at each point of their other loops: strides in bytes. */
import { type ProductKernel, strideAlong } from '@neurite/compiler'
import { sizeOf } from '@neurite/core'
import { elementOf } from '../element.ts'

const bytes = 4
const lanes = 4

/** A loop that moves both factors. */
export interface OuterLoop {
  readonly extent: number
  readonly lhsBytes: number
  readonly rhsBytes: number
}

/** The innermost loop of the rows, the columns, and the innermost loop of the sums. */
export interface Matrices {
  readonly m: number
  /** All rows, those of the other loops too. */
  readonly allRows: number
  readonly n: number
  readonly k: number
  /** From one row of lhs to the next. */
  readonly lhsRowBytes: number
  /** Along the sum in lhs. */
  readonly lhsStepBytes: number
  /** Along the sum in rhs. */
  readonly rhsStepBytes: number
  /** From one column of rhs to the next. */
  readonly rhsColumnBytes: number
  /** The other loops that are summed over, outermost first. */
  readonly outerSums: readonly OuterLoop[]
}

/** Loops of the rows but the innermost: each is a matrix of its own. */
export const outerRows = ({ rows, columns }: ProductKernel): number => Math.max(0, columns - rows - 1)

/** The strides of a product; undefined where its columns are several loops. */
export function matricesOf({ extents, rows, columns, contracting, factors, dtype }: ProductKernel): Matrices | undefined {
  if (extents.length - columns > 1) return undefined
  const { sizeBytes } = elementOf(dtype)
  const [lhs, rhs] = factors
  const step = (steps: readonly number[]): number => (steps.at(-1) ?? 1) * sizeBytes
  return {
    m: columns > rows ? extents[columns - 1]! : 1,
    allRows: sizeOf(extents.slice(rows, columns)),
    n: sizeOf(extents.slice(columns)),
    k: contracting.at(-1) ?? 1,
    lhsRowBytes: columns > rows ? strideAlong(lhs.at, columns - 1) * sizeBytes : sizeBytes,
    lhsStepBytes: step(lhs.steps),
    rhsStepBytes: step(rhs.steps),
    rhsColumnBytes: extents.length > columns ? strideAlong(rhs.at, columns) * sizeBytes : sizeBytes,
    outerSums: contracting.slice(0, -1).map((extent, i) => ({
      extent,
      lhsBytes: lhs.steps[i]! * sizeBytes,
      rhsBytes: rhs.steps[i]! * sizeBytes,
    })),
  }
}

/** All terms of a sum. */
export const termsOf = ({ k, outerSums }: Matrices): number => outerSums.reduce((terms, { extent }) => terms * extent, k)

/** Few rows or columns, both operands dense along a long sum: nothing is used often enough to be worth packing. */
export function isDotTiled(kernel: ProductKernel): boolean {
  const matrices = kernel.dtype === 'float32' ? matricesOf(kernel) : undefined
  if (!matrices || matrices.outerSums.length > 0 || outerRows(kernel) > 0) return false
  const { m, n, k, lhsStepBytes, rhsStepBytes } = matrices
  return lhsStepBytes === bytes && rhsStepBytes === bytes && k >= 2 * lanes && (m < 4 || n < 4)
}
