/** What is said about vectors more than once: kinds of elements, and constants in every lane. */
import type { DType } from '@neurite/core'
import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts'
import { elementOf } from '../element.ts'

/** A vector, or one element. */
export interface Operand {
  readonly local: Local
  readonly dtype: DType
}

/** What instructions tell apart. */
export type Kind = 'float' | 'signed' | 'unsigned' | 'bool'

/** The kind of a dtype that fits in a lane. */
export const kindOf = (dtype: DType): Kind => (dtype === 'bool' ? 'bool' : elementOf(dtype).kind)

/** Zero in every lane. */
export const zeros = (code: FunctionBuilder): FunctionBuilder => code.i32x4(0, 0, 0, 0)
/** An integer in every lane. */
export const splatInteger = (code: FunctionBuilder, value: number): FunctionBuilder => code.i32x4(value, value, value, value)

/** Brings the 32-bit integers on the stack back into the range of an 8-bit dtype. */
export function wrapBytes(code: FunctionBuilder, dtype: DType): void {
  if (dtype === 'uint8') splatInteger(code, 255).op('v128.and')
  if (dtype === 'int8') code.i32(24).op('i32x4.shl').i32(24).op('i32x4.shr_s')
}
