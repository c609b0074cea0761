/** Whether a kernel may write a result over one of its operands. */
import { sizeBytesOf } from '@neurite/core'
import type { Affine } from '../index-map/affine.ts'
import type { Kernel } from './kernel.ts'

/** Whether two expressions are the same. */
export const samePlace = (a: Affine, b: Affine): boolean =>
  a.offset === b.offset && a.strides.length === b.strides.length && a.strides.every((stride, axis) => stride === b.strides[axis])

/**
 * Whether each element of the operand is read only at the point of the loops that writes the same element of the result: a
 * kernel loads all that a point needs before it stores anything.
 */
export function mayOverwrite(kernel: Kernel, result: number, operand: number): boolean {
  if (kernel.kind === 'node') return false
  if (kernel.kind === 'product' && kernel.factors.some((factor) => factor.operand === operand)) return false
  const { at, dtype } = kernel.stores[result]!
  // A row is gone over several times, so what is written in one pass might be read in the next.
  if (kernel.kind === 'loop' && at.strides.length > kernel.kept) return false
  return kernel.body.every(
    (instruction) =>
      instruction.op !== 'load' ||
      instruction.operand !== operand ||
      (samePlace(instruction.at, at) && sizeBytesOf(instruction.dtype) === sizeBytesOf(dtype)),
  )
}
