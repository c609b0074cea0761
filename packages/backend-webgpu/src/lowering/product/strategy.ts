/** Which form a product takes: by shape alone, so that equal kernels share code. */
import type { ProductKernel } from '@neurite/compiler'
import { sizeOf } from '@neurite/core'

/** A product as matrices: so many of them, rows, columns, and terms of each sum. */
export interface Extents {
  readonly batch: number
  readonly rows: number
  readonly columns: number
  readonly terms: number
}

export const extentsOf = ({ extents, rows, columns, contracting }: ProductKernel): Extents => ({
  batch: sizeOf(extents.slice(0, rows)),
  rows: sizeOf(extents.slice(rows, columns)),
  columns: sizeOf(extents.slice(columns)),
  terms: sizeOf(contracting),
})

/**
 * The sums may be cut into chunks of their terms, which are added up by a second task.
 *
 * - `point`: an invocation has a result.
 * - `row`: a workgroup has a result; its invocations share the terms.
 * - `tile`: a workgroup has a square of results, and both factors' parts of it in its memory.
 */
export interface Form {
  readonly kind: 'point' | 'row' | 'tile'
  /** Rows and columns of a tile, or invocations of a row. */
  readonly size: number
  readonly chunks: number
}

/** Products of fewer operations are over before a tile is loaded. */
const fewOperations = 2 ** 15

/** Tiles with fewer rows or columns would mostly hold nothing. */
const narrow = 8

/** Workgroups below which a device has nothing to do for most of its parts. */
const fewGroups = 32

/** Terms of a chunk, at least, and chunks at most. */
const chunkTerms = 128
const mostChunks = 16

const chunksFor = (groups: number, terms: number): number =>
  groups < fewGroups && terms >= 2 * chunkTerms
    ? Math.min(mostChunks, Math.ceil(terms / chunkTerms), Math.ceil((2 * fewGroups) / groups))
    : 1

/** Whether the terms of a sum lie next to one another in both factors. */
const hasRows = ({ factors, contracting }: ProductKernel): boolean => {
  const innermost = contracting.findLastIndex((extent) => extent > 1)
  return factors.every(({ steps }) => (steps[innermost] ?? 0) <= 1)
}

export function formOf(kernel: ProductKernel): Form {
  const { batch, rows, columns, terms } = extentsOf(kernel)
  const points = batch * rows * columns
  if (kernel.dtype === 'bool' || points * terms < fewOperations) return { kind: 'point', size: 1, chunks: 1 }
  if (Math.min(rows, columns) < narrow) {
    if (hasRows(kernel) && terms >= 256) return { kind: 'row', size: 64, chunks: 1 }
    return { kind: 'point', size: 1, chunks: chunksFor(Math.ceil(points / 64), terms) }
  }
  const tiles = (size: number): number => batch * Math.ceil(rows / size) * Math.ceil(columns / size)
  const size = rows >= 64 && columns >= 64 && tiles(64) >= fewGroups ? 64 : 32
  return { kind: 'tile', size, chunks: chunksFor(tiles(size), terms) }
}
