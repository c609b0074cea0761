/** A strided window on a tensor in memory: movement primitives only change the window, then copy. */
import { type DType, type Shape, sizeOf, stridesOf, type TensorType } from '@neurite/core'
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import { elementOf } from './element.ts'

/** Element `[i, j]` lies `offset + i * strides[0] + j * strides[1]` elements behind the address in `pointer`. */
export interface View {
  readonly pointer: Local
  readonly dtype: DType
  readonly shape: Shape
  readonly strides: readonly number[]
  readonly offset: number
}

/** The whole of a dense tensor. */
export const denseView = (pointer: Local, { dtype, shape }: TensorType): View => ({
  pointer,
  dtype,
  shape,
  strides: stridesOf(shape),
  offset: 0,
})

/** A new local with another local's address, moved. */
export function movedPointer(code: FunctionBuilder, pointer: Local, offsetBytes = 0): Local {
  const moved = code.local('i32')
  code.get(pointer)
  if (offsetBytes !== 0) code.i32(offsetBytes).op('i32.add')
  code.set(moved)
  return moved
}

/** A new local with the address of the view's first element, free to be moved. */
export const startOf = (code: FunctionBuilder, view: View): Local =>
  movedPointer(code, view.pointer, view.offset * elementOf(view.dtype).sizeBytes)

/** Strides in bytes. */
export const byteStrides = ({ strides, dtype }: View): number[] => strides.map((stride) => stride * elementOf(dtype).sizeBytes)

/** Bytes that a dense tensor takes. */
export const sizeBytesOfType = ({ dtype, shape }: TensorType): number => sizeOf(shape) * elementOf(dtype).sizeBytes
