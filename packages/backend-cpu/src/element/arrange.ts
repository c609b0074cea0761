/** Puts the axes of a value in the order in which a kernel wants to walk them. */
import { allocateHost, type Shape, sizeOf, stridesOf } from '@neurite/core'
import { numbersOf, type Numbers, type Value } from './numbers.ts'
import { copyBlock, denseBlock } from './strided.ts'

/** The value with axis `order[i]` at position `i`; the value itself where that changes nothing. */
export function permuted(x: Value, order: readonly number[]): Value {
  if (order.every((axis, position) => axis === position)) return x
  const strides = stridesOf(x.shape)
  const shape = order.map((axis) => x.shape[axis]!)
  const data = allocateHost(x.dtype, sizeOf(shape))
  copyBlock(shape, { data: x.data, offset: 0, strides: order.map((axis) => strides[axis]!) }, denseBlock(data, shape))
  return { shape, dtype: x.dtype, data }
}

/** The elements of a value as numbers, with axis `order[i]` at position `i`. */
export const arranged = (x: Value, order: readonly number[]): Numbers => numbersOf(permuted(x, order))

/** The axes of a shape that are not among `axes`, in order. */
export const otherAxes = (shape: Shape, axes: readonly number[]): number[] =>
  shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))

/** Number of elements along some axes of a shape. */
export const sizeAlong = (shape: Shape, axes: readonly number[]): number => sizeOf(axes.map((axis) => shape[axis]!))

/** A shape seen from one axis: element `i` of line `(o, j)` lies at `(o * extent + i) * inner + j`. */
export interface AxisView {
  readonly outer: number
  readonly extent: number
  readonly inner: number
}

/** How many lines run along `axis`, and how they lie. */
export const viewAxis = (shape: Shape, axis: number): AxisView => ({
  outer: sizeOf(shape.slice(0, axis)),
  extent: shape[axis] ?? 1,
  inner: sizeOf(shape.slice(axis + 1)),
})

/** Calls `visit` with the start of every line along the axis; its elements follow in steps of `inner`. */
export function forEachLine({ outer, extent, inner }: AxisView, visit: (start: number, line: number) => void): void {
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < inner; j++) visit(o * extent * inner + j, o * inner + j)
  }
}
