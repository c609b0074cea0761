/** The loops of gather and scatterAdd: over the indices, each of which names a line of x. */
import { type GatherAttributes, type Shape, sizeOf } from '@neurite/core'
import type { Local } from '../assembler/function-builder.ts'
import { elementOf } from './element.ts'
import type { Frame } from './kernel.ts'
import { type Cut, overParts } from './parts.ts'
import { startOf, type View } from './view.ts'

/** `x[batch, outer, extent, line]`, `indices[batch, count]`, `updates[batch, outer, count, line]`. */
export interface Extents {
  readonly batch: number
  readonly outer: number
  readonly extent: number
  readonly line: number
  readonly count: number
}

/** The extents of a primitive's operands. */
export function extentsOf(x: Shape, indices: Shape, { axis, batchDims }: GatherAttributes): Extents {
  return {
    batch: sizeOf(x.slice(0, batchDims)),
    outer: sizeOf(x.slice(batchDims, axis)),
    extent: x[axis]!,
    line: sizeOf(x.slice(axis + 1)),
    count: sizeOf(indices.slice(batchDims)),
  }
}

/** What stands at an index. */
export interface LinePointers {
  /** First element of the line that the index names, when it is in range. */
  readonly x: Local
  /** The line of gather's result or scatterAdd's updates. */
  readonly line: Local
}

/** For every index in the parts to run: `inRange` or `outOfRange`, with pointers to both lines. */
export function overLines(
  frame: Frame,
  cut: Cut | undefined,
  { batch, outer, extent, line, count }: Extents,
  [x, indices, lines]: readonly [View, View, View],
  inRange: (pointers: LinePointers) => void,
  outOfRange?: (pointers: LinePointers) => void,
): void {
  const { code } = frame
  const [base, index, target] = [startOf(code, x), startOf(code, indices), startOf(code, lines)]
  const [position, source] = [code.local('i32'), code.local('i32')]
  const lineBytes = line * elementOf(x.dtype).sizeBytes
  const walks = [
    { pointer: base, strides: [outer * extent * lineBytes, extent * lineBytes, 0] },
    { pointer: index, strides: [count * 4, 0, 4] },
    { pointer: target, strides: [outer * count * lineBytes, count * lineBytes, lineBytes] },
  ]
  const pointers = { x: source, line: target }
  overParts(frame, cut, [batch, outer, count], walks, () => {
    code.get(index).access('i32.load').tee(position).i32(extent).op('i32.lt_u')
    const then = (): void => {
      code.get(base, position).i32(lineBytes).op('i32.mul', 'i32.add').set(source)
      inRange(pointers)
    }
    code.branch(undefined, then, outOfRange && (() => outOfRange(pointers)))
  })
}
