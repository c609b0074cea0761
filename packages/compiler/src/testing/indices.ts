/** Every index of a loop nest or of a tensor, for tests that check expressions by evaluating them. */
import type { Affine } from '../index-map/affine.ts'

/** All indices, row-major. */
export const indicesOf = (extents: readonly number[]): number[][] =>
  extents.reduce<number[][]>(
    (indices, extent) => indices.flatMap((index) => Array.from({ length: extent }, (_, i) => [...index, i])),
    [[]],
  )

/** The value of an expression at one index. */
export const valueAt = ({ offset, strides }: Affine, index: readonly number[]): number =>
  strides.reduce((sum, stride, axis) => sum + stride * index[axis]!, offset)
