/** log on four float32, and its parts. */
import { bits, type Expression, f32, i32, type Keep, polynomial, type VectorFunction } from './expression.ts'
import { ln2 } from './ln2.ts'

const rootOfHalfBits = 0x3f3504f3

/** A positive normal number as `2^exponent mantissa`, with a mantissa from √½ up to √2. */
export function splitNumber(keep: Keep, x: Expression): { readonly exponent: Expression; readonly mantissa: Expression } {
  const ahead = keep(i32.sub(x, rootOfHalfBits))
  return {
    exponent: keep(i32.shiftRight(ahead, 23)),
    mantissa: i32.add(bits.and(ahead, 0x7fffff), rootOfHalfBits),
  }
}

/** A positive number with its exponent in float32; subnormals are scaled first. */
export function splitAny(keep: Keep, x: Expression): { readonly exponent: Expression; readonly mantissa: Expression } {
  const isTiny = keep(f32.less(x, 2 ** -126))
  const { exponent, mantissa } = splitNumber(keep, bits.select(f32.mul(x, 2 ** 23), x, isTiny))
  return { exponent: i32.sub(exponent, bits.and(isTiny, 23)), mantissa }
}

/** log(1 + f) = f - f²/2 + f³ p(f) for f from √½ - 1 to √2 - 1; the fit's error is 7.5e-10 of log(1 + f). */
const tail = [
  0.06746639, -0.116756506, 0.11888162, -0.12405589, 0.14219552, -0.16667996, 0.20002119, -0.2500001, 0.33333313,
] as const

/** exponent ln 2 + log(1 + f); the great parts are added first, and what their sum lacks is among the small ones. */
export function combine(keep: Keep, exponent: Expression, f: Expression): Expression {
  const power = keep(f32.fromIntegers(exponent))
  const small = f32.mul(f32.mul(f, f), f32.sub(f32.mul(f, polynomial(f32, f, tail)), 0.5))
  return f32.add(f32.add(f32.mul(power, ln2.high), f), f32.add(f32.mul(power, ln2.low), small))
}

/** The logarithm of 0 is -Infinity, that of Infinity itself, and that of a negative number NaN. */
export function withLimits(x: Expression, result: Expression): Expression {
  const isLimit = bits.or(f32.equal(x, 0), f32.equal(x, Infinity))
  const limit = f32.mul(f32.sub(x, 1), Infinity)
  return bits.or(bits.select(limit, result, isLimit), bits.not(f32.greaterEqual(x, 0)))
}

/** The natural logarithm. */
export const log: VectorFunction = {
  name: 'log',
  operands: 1,
  body: (keep, x) => {
    const { exponent, mantissa } = splitAny(keep, x!)
    const f = keep(f32.sub(mantissa, 1))
    return withLimits(x!, combine(keep, exponent, f))
  },
}
