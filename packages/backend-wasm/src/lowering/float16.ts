/** Conversion between the bits of half precision and the machine's floats, as instructions. */
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'

const magnitudeMask = 0x7fff
const signMask = 0x8000
const greatestFinite = 0x7bff
const quietNaN = 0x7e00
const fractionShift = 13
const signShift = 16
/** Exponent bits of float32, all set in infinities and NaN. */
const floatExponent = 0x7f800000
/** From the exponent bias of half precision to that of float32. */
const biasChange = 2 ** 112

/**
 * Leaves the float32 that the bits stand for. Shifted into float32's fields they are the number less the change of bias, so that
 * one multiplication, which is exact, makes normal and subnormal numbers alike.
 */
export function emitFloat16ToFloat32(code: FunctionBuilder, bits: Local): void {
  const magnitude = code.local('i32')
  code.get(bits).i32(magnitudeMask).op('i32.and').tee(magnitude)
  code.i32(fractionShift).op('i32.shl', 'f32.reinterpret_i32').f32(biasChange).op('f32.mul', 'i32.reinterpret_f32')
  code.i32(floatExponent).i32(0).get(magnitude).i32(greatestFinite).op('i32.gt_u', 'select', 'i32.or')
  code.get(bits).i32(signMask).op('i32.and').i32(signShift).op('i32.shl', 'i32.or', 'f32.reinterpret_i32')
}

/** Everything from here on rounds to infinity, whose bits are those of 2^16. */
const overflow = 2 ** 16
const leastNormal = 2 ** -14
/** A power of two this much greater than a double leaves 10 bits behind its first one. */
const tenBitsLeft = 2 ** 42

/**
 * Replaces the float64 on the stack by the bits of the nearest half, ties to even. Adding a power of two that leaves as many bits
 * as a half has, and taking it away again, rounds once; its exponent is the number's, or that of the least normal half.
 */
export function emitFloat64ToFloat16(code: FunctionBuilder): void {
  const [value, size, power] = [code.local('f64'), code.local('f64'), code.local('f64')]
  code.tee(value).op('f64.abs').f64(overflow).op('f64.min').tee(size).f64(leastNormal).op('f64.max', 'f32.demote_f64')
  code.op('i32.reinterpret_f32').i32(floatExponent).op('i32.and', 'f32.reinterpret_i32', 'f64.promote_f32')
  code.f64(tenBitsLeft).op('f64.mul').set(power)
  code
    .get(size, power)
    .op('f64.add')
    .get(power)
    .op('f64.sub', 'f32.demote_f64')
    .f32(1 / biasChange)
  code.op('f32.mul', 'i32.reinterpret_f32').i32(fractionShift).op('i32.shr_u')
  code.i32(quietNaN).get(value, value).op('f64.eq', 'select')
  code.get(value).op('f32.demote_f64', 'i32.reinterpret_f32').i32(signShift).op('i32.shr_u').i32(signMask).op('i32.and', 'i32.or')
}
