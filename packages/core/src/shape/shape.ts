/** Arithmetic on shapes: sizes, strides, broadcasting, axes. */
import { ShapeError } from '../errors/errors.ts'

/** Extents of a tensor, outermost first; `[]` is a scalar. */
export type Shape = readonly number[]

/** Number of elements of a tensor of this shape. */
export const sizeOf = (shape: Shape): number => shape.reduce((product, extent) => product * extent, 1)

/** Elements to step over per index of each axis, for the dense row-major layout. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length)
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride
    stride *= shape[axis]!
  }
  return strides
}

/** Whether two shapes are the same. */
export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((extent, axis) => extent === b[axis])

/** `[2, 3]`, as errors and printouts write a shape. */
export const formatShape = (shape: readonly (number | null)[]): string => `[${shape.map(String).join(', ')}]`

/** The shape that operands of these shapes broadcast to, or undefined where an axis does not fit. */
export function broadcastShapes(...shapes: readonly Shape[]): Shape | undefined {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length))
  const result = new Array<number>(rank).fill(1)
  for (const shape of shapes) {
    const offset = rank - shape.length
    for (let axis = 0; axis < shape.length; axis++) {
      const extent = shape[axis]!
      const known = result[offset + axis]!
      if (extent === known || extent === 1) continue
      if (known !== 1) return undefined
      result[offset + axis] = extent
    }
  }
  return result
}

/**
 * An axis counted from the front.
 *
 * @param call - the call that errors name
 * @param axis - from `-rank` to `rank - 1`
 * @throws ShapeError when the axis is outside that range
 */
export function normalizeAxis(call: string, axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw new ShapeError(`${call}: axis ${axis} is out of range for rank ${rank}; use an integer from ${-rank} to ${rank - 1}`)
  }
  return axis < 0 ? axis + rank : axis
}

/** Axes counted from the front, sorted and checked for repeats; undefined means all of them. */
export function normalizeAxes(call: string, axes: number | readonly number[] | undefined, rank: number): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis)
  const list = (typeof axes === 'number' ? [axes] : axes).map((axis) => normalizeAxis(call, axis, rank))
  if (new Set(list).size !== list.length)
    throw new ShapeError(`${call}: axes ${formatShape(list)} repeat an axis; name each once`)
  return list.sort((a, b) => a - b)
}

/** Throws unless every extent is a non-negative integer. */
export function checkShape(call: string, shape: Shape): void {
  if (!shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0)) {
    throw new ShapeError(`${call}: shape ${formatShape(shape)} must hold non-negative integers`)
  }
}
