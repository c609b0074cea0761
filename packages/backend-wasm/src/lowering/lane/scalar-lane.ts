/** Elements one at a time, in WebAssembly's scalar types. */
import type { ScalarName } from '@neurite/compiler'
import { type DType, numberToFloat16 } from '@neurite/core'
import type { FunctionBuilder } from '../../assembler/function-builder.ts'
import { elementOf } from '../element.ts'
import { callVector, type VectorFunction } from '../math/expression.ts'
import { operationOf } from '../operation-of.ts'
import { emitCast } from './cast.ts'
import type { Lane } from './lane.ts'
import type { Operand } from './vectors.ts'

/** A literal as the dtype holds it: by the rules of cast from float64. */
export function literalOf(dtype: DType, value: number): number {
  const { type, lowest, highest } = elementOf(dtype)
  if (dtype === 'float16') return numberToFloat16(value)
  if (dtype === 'bool') return value === 0 ? 0 : 1
  if (type !== 'i32') return value
  return Number.isNaN(value) ? 0 : Math.min(Math.max(Math.trunc(value), lowest), highest)
}

/** Brings the i32 on the stack back into the range of an 8-bit dtype; memory would do so when it is stored. */
export function wrapBytes(code: FunctionBuilder, dtype: DType): void {
  if (dtype === 'uint8') code.i32(255).op('i32.and')
  if (dtype === 'int8') code.op('i32.extend8_s')
}

/** By the function that vectors use, so that a value does not depend on where in a tensor it stands. */
function callOnScalars(code: FunctionBuilder, callee: VectorFunction, operands: readonly Operand[]): void {
  for (const { local } of operands) code.get(local).op('f32x4.splat')
  callVector(code, callee)
  code.lane('f32x4.extract_lane', 0)
}

function emitOperation(code: FunctionBuilder, primitive: ScalarName, operands: readonly Operand[], dtype: DType): void {
  const [a, b, c] = operands
  if (primitive === 'select') code.get(b!.local, c!.local, a!.local).op('select')
  else if (primitive === 'cast') emitCast(code, a!.dtype, dtype, a!.local)
  else {
    const { vector, emit } = operationOf(primitive)
    // Without vectors, the host computes.
    if (vector && dtype === 'float32' && code.hasVectors) callOnScalars(code, vector, operands)
    else emit(code, elementOf(a!.dtype), ...operands.map(({ local }) => local))
  }
}

/** The lane. */
export const scalarLane: Lane = {
  width: 1,
  type: (dtype) => elementOf(dtype).type,
  sizeBytes: (dtype) => (elementOf(dtype).type === 'f64' ? 8 : 4),
  load: (code, dtype, pointer, offsetBytes) => code.get(pointer).access(elementOf(dtype).load, offsetBytes),
  store: (code, dtype, pointer, value, offsetBytes) => code.get(pointer, value).access(elementOf(dtype).store, offsetBytes),
  literal: (code, dtype, value) => code.constant(elementOf(dtype).type, literalOf(dtype, value)),
  index: (code, dtype, value) => {
    const { kind, type } = elementOf(dtype)
    code.get(value)
    if (kind === 'float') code.op(`${type}.convert_i32_u`)
    else wrapBytes(code, dtype)
  },
  apply: (code, primitive, operands, dtype) => {
    emitOperation(code, primitive, operands, dtype)
    wrapBytes(code, dtype)
  },
  spill: (code, dtype, pointer, value) => {
    const { type } = elementOf(dtype)
    code.get(pointer, value).access(`${type}.store`)
  },
  reload: (code, dtype, pointer) => {
    const { type } = elementOf(dtype)
    code.get(pointer).access(`${type}.load`)
  },
}
