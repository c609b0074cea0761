/** How instructions see elements: one at a time, or four side by side in a vector. */
import type { ScalarName } from '@neurite/compiler'
import type { DType } from '@neurite/core'
import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts'
import type { ValueType } from '../../assembler/opcodes.ts'

/** A way to hold elements in locals. Addresses are on the stack or in locals; strides are bytes from one element to the next. */
export interface Lane {
  /** Elements that one local holds. */
  readonly width: number
  readonly type: (dtype: DType) => ValueType
  /** Bytes of a local in memory. */
  readonly sizeBytes: (dtype: DType) => number
  /** Leaves the elements from `pointer + offsetBytes` on. */
  readonly load: (code: FunctionBuilder, dtype: DType, pointer: Local, offsetBytes: number, strideBytes: number) => void
  readonly store: (
    code: FunctionBuilder,
    dtype: DType,
    pointer: Local,
    value: Local,
    offsetBytes: number,
    strideBytes: number,
  ) => void
  /** Leaves a literal, in every lane. */
  readonly literal: (code: FunctionBuilder, dtype: DType, value: number) => void
  /** Leaves the int32 in `value` as the dtype, `step` more in each further lane. */
  readonly index: (code: FunctionBuilder, dtype: DType, value: Local, step: number) => void
  /** Leaves the result of a primitive on elements of the operands' dtypes. */
  readonly apply: (
    code: FunctionBuilder,
    primitive: ScalarName,
    operands: readonly { readonly local: Local; readonly dtype: DType }[],
    dtype: DType,
  ) => void
  /** Raw bits, as only the same lane reads them back. */
  readonly spill: (code: FunctionBuilder, dtype: DType, pointer: Local, value: Local) => void
  readonly reload: (code: FunctionBuilder, dtype: DType, pointer: Local) => void
}
