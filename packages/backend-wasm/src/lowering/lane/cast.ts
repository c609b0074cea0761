/** Converts one element between dtypes. */
import type { DType } from '@neurite/core'
import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts'
import { rare } from '../../late/parts.ts'
import { elementOf, type Element } from '../element.ts'

/** Leaves the value in `x`, converted; an integer may keep excess bits. */
export function emitCast(code: FunctionBuilder, fromDType: DType, toDType: DType, x: Local): void {
  if (fromDType === 'float16' && toDType !== 'float16') return emitCastFromHalf(code, toDType, x)
  const [from, to] = [elementOf(fromDType), elementOf(toDType)]
  code.get(x)
  if (fromDType === toDType) return
  if (toDType === 'float16') {
    emitToDouble(code, from)
    rare.get().emitFloat64ToFloat16(code)
  } else if (toDType === 'bool') code.constant(from.type, 0).op(`${from.type}.ne`)
  else if (from.kind === 'float' && to.kind === 'float') emitResize(code, from.type, to.type)
  else if (from.kind === 'float' && to.kind !== 'float') emitTruncate(code, from.type, to)
  else if (from.kind !== 'float' && to.kind === 'float') emitConvert(code, from, to.type)
}

function emitCastFromHalf(code: FunctionBuilder, to: DType, bits: Local): void {
  const value = code.local('f32')
  rare.get().emitFloat16ToFloat32(code, bits)
  code.set(value)
  emitCast(code, 'float32', to, value)
}

/** From the integer on the stack, rounded. */
function emitConvert(code: FunctionBuilder, { kind }: Element, to: 'f32' | 'f64'): void {
  code.op(`${to}.convert_i32_${kind === 'signed' ? 's' : 'u'}`)
}

/** From the value on the stack; exact. */
function emitToDouble(code: FunctionBuilder, from: Element): void {
  if (from.kind !== 'float') emitConvert(code, from, 'f64')
  else if (from.type === 'f32') code.op('f64.promote_f32')
}

function emitResize(code: FunctionBuilder, from: 'f32' | 'f64', to: 'f32' | 'f64'): void {
  if (from === to) return
  code.op(to === 'f64' ? 'f64.promote_f32' : 'f32.demote_f64')
}

/** Truncates and saturates to 32 bits, NaN giving 0, then clamps to the narrower range. */
function emitTruncate(code: FunctionBuilder, from: 'f32' | 'f64', to: Extract<Element, { type: 'i32' }>): void {
  const sign = to.kind === 'signed' ? 's' : 'u'
  code.op(`i32.trunc_sat_${from}_${sign}`)
  if (to.sizeBytes === 4) return
  const value = code.local('i32')
  code.set(value)
  code.get(value).i32(to.highest).get(value).i32(to.highest).op(`i32.lt_${sign}`, 'select').set(value)
  code.get(value)
  if (to.kind === 'signed') code.i32(to.lowest).get(value).i32(to.lowest).op('i32.gt_s', 'select')
}
