/** Copies between blocks of row-major memory: what every movement primitive comes down to. */
import { type HostArray, type Shape, sizeOf, stridesOf } from '@neurite/core'

/** One side of a copy: element `[i, j, ...]` of the block lies at `offset + i * strides[0] + j * strides[1] + ...`. */
export interface Block {
  readonly data: HostArray
  readonly offset: number
  readonly strides: readonly number[]
}

/** The block that covers all of a dense array of this shape. */
export const denseBlock = (data: HostArray, shape: Shape): Block => ({ data, offset: 0, strides: stridesOf(shape) })

/** Copies the elements of a block of `shape`, as they are stored, from one array to another of the same kind. */
export function copyBlock(shape: Shape, from: Block, to: Block): void {
  if (sizeOf(shape) > 0) copyAxis(shape, 0, from, from.offset, to, to.offset)
}

function copyAxis(shape: Shape, axis: number, from: Block, fromOffset: number, to: Block, toOffset: number): void {
  const extent = shape[axis] ?? 1
  const fromStride = from.strides[axis] ?? 0
  const toStride = to.strides[axis] ?? 0
  if (axis >= shape.length - 1) return copyLine(extent, from.data, fromOffset, fromStride, to.data, toOffset, toStride)
  for (let i = 0; i < extent; i++) copyAxis(shape, axis + 1, from, fromOffset + i * fromStride, to, toOffset + i * toStride)
}

function copyLine(
  extent: number,
  from: HostArray,
  fromOffset: number,
  fromStride: number,
  to: HostArray,
  toOffset: number,
  toStride: number,
): void {
  for (let i = 0; i < extent; i++) to[toOffset + i * toStride] = from[fromOffset + i * fromStride]!
}
