/** Formulas on vectors of two wide elements, and how four narrow ones become two times two. */
import { apply, binary, type Expression, shift, unary } from './expression.ts'

/** On two float64. */
export const f64 = {
  add: binary('f64x2.add'),
  sub: binary('f64x2.sub'),
  mul: binary('f64x2.mul'),
  div: binary('f64x2.div'),
  nearest: unary('f64x2.nearest'),
  lesser: binary('f64x2.pmin'),
  greater: binary('f64x2.pmax'),
} as const

/** On two int64. */
export const i64 = { add: binary('i64x2.add'), shiftLeft: shift('i64x2.shl') } as const

const shuffle =
  (a: Expression, b: Expression, lanes: readonly [number, number, number, number]): Expression =>
  (code) => {
    a(code)
    b(code)
    code.shuffle(...lanes)
  }

/** The halves of a vector of 32-bit lanes. */
export const halves = [0, 1] as const

/** A half of a vector of 32-bit lanes. */
export type Half = (typeof halves)[number]

const lower = (x: Expression, half: Half): Expression => (half === 0 ? x : shuffle(x, x, [2, 3, 2, 3]))

/** Conversions between four lanes and two times two. */
export const wide = {
  /** Half of four float32 as float64. */
  fromFloats: (x: Expression, half: Half): Expression => apply('f64x2.promote_low_f32x4', [lower(x, half)]),
  /** Half of four int32 as float64. */
  fromIntegers: (x: Expression, half: Half): Expression => apply('f64x2.convert_low_i32x4_s', [lower(x, half)]),
  /** Four float64, rounded to float32. */
  toFloats: (low: Expression, high: Expression): Expression =>
    shuffle(apply('f32x4.demote_f64x2_zero', [low]), apply('f32x4.demote_f64x2_zero', [high]), [0, 1, 4, 5]),
  /** The lower 32 bits of four int64. */
  lowWords: (low: Expression, high: Expression): Expression => shuffle(low, high, [0, 2, 4, 6]),
} as const
