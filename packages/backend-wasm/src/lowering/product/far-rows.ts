/**
 * Finds products whose left factor is stored transposed, and whose rows are so far apart that they fight for the same places of the
 * cache.
 */
import { type ProductKernel, strideAlong } from '@neurite/compiler'
import { sizeOf } from '@neurite/core'
import { isTiled } from './tiles.ts'

const bytes = 4
/** Rows that are packed together: those of a tile. */
export const rowsTogether = 4
/** Steps by a multiple of this many bytes meet in few sets of the first-level cache. */
const farBytes = 512
/** So many terms fill those sets, and so many columns pay for packing. */
const manyTerms = 128
const manyColumns = 64

/** Whether packing the left factor pays. */
export function isFar(kernel: ProductKernel): boolean {
  const {
    extents,
    rows,
    columns,
    contracting,
    factors: [lhs],
  } = kernel
  const [step = 0] = lhs.steps
  return (
    isTiled(kernel) &&
    columns - rows === 1 &&
    contracting.length === 1 &&
    contracting[0]! >= manyTerms &&
    sizeOf(extents.slice(columns)) >= manyColumns &&
    extents[rows]! % rowsTogether === 0 &&
    strideAlong(lhs.at, rows) === 1 &&
    step > 0 &&
    (step * bytes) % farBytes === 0
  )
}
