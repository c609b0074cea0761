/** exp and what is made of it, on four float32. */
import {
  bits,
  call,
  type Expression,
  f32,
  float,
  i32,
  type Keep,
  polynomial,
  powerOfTwo,
  signOf,
  type VectorFunction,
} from './expression.ts'
import { ln2 } from './ln2.ts'

/** Adding it rounds a float32 of up to 2^22 in size to an integer, which then is the lower bits of the sum. */
const magic = 1.5 * 2 ** 23
const magicBits = 0x4b400000

/** x as `k ln 2 + high - low` with an integer k, so that `high - low` is at most ln 2 / 2 in size. */
function reduce(keep: Keep, x: Expression): { readonly high: Expression; readonly low: Expression; readonly power: Expression } {
  const shifted = keep(f32.add(f32.mul(x, Math.LOG2E), magic))
  const k = keep(f32.sub(shifted, magic))
  return {
    high: f32.sub(x, f32.mul(k, ln2.high)),
    low: f32.mul(k, ln2.low),
    power: keep(i32.sub(shifted, magicBits)),
  }
}

/** x times 2^power, rounded once: by two factors, since one reaches neither subnormal results nor 2^128. */
function scale(keep: Keep, x: Expression, power: Expression): Expression {
  const half = keep(i32.shiftRight(power, 1))
  return f32.mul(f32.mul(x, powerOfTwo(half)), powerOfTwo(i32.sub(power, half)))
}

/** Between numbers beyond which the result is 0, or -1, and Infinity. */
const clamp = (x: Expression, lowest: number): Expression => f32.greater(f32.lesser(x, 89), lowest)

/** exp(r) = 1 + r + r² q(r) for r in ±0.35; the fit's error is 3.3e-9 of exp(r). */
const expTail = [0.0013813144, 0.008369419, 0.041668456, 0.16666515, 0.49999994] as const

/** e^x. At most 1 unit in the last place from the truth. */
export const exp: VectorFunction = {
  name: 'exp',
  operands: 1,
  body: (keep, x) => {
    const { high, low, power } = reduce(keep, keep(clamp(x!, -104)))
    const r = keep(f32.sub(high, low))
    const tail = f32.mul(f32.mul(r, r), polynomial(f32, r, expTail))
    return scale(keep, f32.add(f32.add(tail, r), 1), power)
  },
}

/** As of exp; the fit's error is 2.6e-10 of expm1(r). */
const expm1Tail = [0.0001984596, 0.0013941652, 0.0083333915, 0.041666348, 0.16666666, 0.5] as const

/**
 * e^x - 1: with x = k ln 2 + r, 2^k ((1 - 2^-k) + r + r² q(r)), where everything small is added up first.
 */
export const expm1: VectorFunction = {
  name: 'expm1',
  operands: 1,
  body: (keep, x) => {
    const { high, low, power } = reduce(keep, keep(clamp(x!, -20)))
    const [first, second] = [keep(high), keep(low)]
    const r = keep(f32.sub(first, second))
    const tail = f32.sub(f32.mul(f32.mul(r, r), polynomial(f32, r, expm1Tail)), second)
    // 2^-127 and less are 0 beside 1.
    const inverse = powerOfTwo(i32.max(i32.neg(power), -127))
    const sum = f32.add(f32.add(first, f32.sub(1, inverse)), tail)
    // -0 gives -0.
    return bits.or(scale(keep, sum, power), signOf(x!))
  },
}

/** 1 / (1 + e^-x): the exponential is taken of a number that is not positive, so that it never overflows. */
export const sigmoid: VectorFunction = {
  name: 'sigmoid',
  operands: 1,
  body: (keep, x) => {
    const small = keep(call(exp, bits.or(x!, -(2 ** 31))))
    return f32.div(bits.select(small, float(1), f32.less(x!, 0)), f32.add(small, 1))
  },
}

/** Below this, tanh is a polynomial. */
const tanhBorder = 0.625

/** tanh(x) = x + x³ p(x²); the fit's error is 4.4e-9 of tanh(x). */
const tanhTail = [-0.0057049873, 0.020639088, -0.053739715, 0.13331442, -0.3333328] as const

/** The hyperbolic tangent: from the border on, 1 - 2 / (e^2x + 1). */
export const tanh: VectorFunction = {
  name: 'tanh',
  operands: 1,
  body: (keep, x) => {
    const size = keep(f32.abs(x!))
    const square = keep(f32.mul(size, size))
    const near = f32.add(size, f32.mul(f32.mul(size, square), polynomial(f32, square, tanhTail)))
    const far = f32.sub(1, f32.div(2, f32.add(call(exp, f32.add(size, size)), 1)))
    return bits.or(bits.select(near, far, f32.less(size, tanhBorder)), signOf(x!))
  },
}
