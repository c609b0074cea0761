/** The axes along which a layer normalises. */
import { ArgumentError, type Axes, formatShape, ShapeError, staticValue, type Tensor } from '@neurite/core'
import { describeValue } from '../../options/describe-value.ts'
import type { BatchShape } from '../layer.ts'

/** @throws ArgumentError unless it is an integer, or a list of distinct ones */
export function checkAxes(call: string, axis: Axes): Axes {
  const list = typeof axis === 'number' ? [axis] : axis
  if (Array.isArray(list) && list.length > 0 && list.every(Number.isSafeInteger) && new Set(list).size === list.length) {
    return axis
  }
  const got = Array.isArray(list) ? JSON.stringify(axis) : describeValue(axis)
  throw new ArgumentError(`${call}: axis must be an integer or a list of different integers, got ${got}; -1 is the last axis`)
}

/**
 * The axes counted from the front, in order.
 *
 * @throws ShapeError when the input does not have one of them
 */
export function resolveAxes(path: string, axes: Axes, shape: BatchShape): readonly number[] {
  const rank = shape.length
  const list = (typeof axes === 'number' ? [axes] : axes).map((axis) => {
    if (axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis
    throw new ShapeError(
      `${path}: expected an input with an axis ${axis}, got shape ${formatShape(shape)}; change the option axis or the input`,
    )
  })
  return [...new Set(list)].toSorted((a, b) => a - b)
}

/** The other axes of a tensor of this rank. */
export const otherAxes = (axes: readonly number[], rank: number): readonly number[] =>
  Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !axes.includes(axis))

/** A weight with one axis for each of `axes`, laid along them so that it broadcasts to a tensor of this rank. */
export function layAlong(weight: Tensor, axes: readonly number[], rank: number): Tensor {
  const shape = Array.from({ length: rank }, () => 1)
  for (const [index, axis] of axes.entries()) shape[axis] = weight.shape[index]!
  return weight.reshape(shape)
}

/** In at least float32: squares and sums of float16 overflow. */
export const widen = (x: Tensor): Tensor => (x.dtype === 'float16' ? x.cast('float32') : x)

/** 1 / sqrt(x + epsilon), with epsilon known to the compiler. */
export const inverseRoot = (x: Tensor, epsilon: number): Tensor => x.add(staticValue(epsilon)).rsqrt()
