/** pow on four float32, in float64 inside: an error of the logarithm is multiplied by the exponent. */
import { bits, type Expression, f32, float, type Keep, polynomial, signOf, type VectorFunction } from './expression.ts'
import { splitAny } from './logarithm.ts'
import { f64, halves, i64, wide } from './wide.ts'

/** Adding it rounds a float64 of up to 2^51 in size to an integer, which then is the lower bits of the sum. */
const magic = 1.5 * 2 ** 52

/** log2(m) = s p(s²) with s = (m - 1) / (m + 1), for m from √½ to √2; the fit's error is 4.2e-12 of log2(m). */
const log2Factor = [0.3407322052441656, 0.4116726108479782, 0.5770835866713595, 0.9617966733334222, 2.885390081790092] as const

/** 2^r = 1 + r p(r) for r in ±½; the fit's error is 4.7e-11 of 2^r. */
const exp2Tail = [
  1.5196156855195314e-5, 0.00015466756311709355, 0.0013333935054425509, 0.009618038132088379, 0.05550410365992508,
  0.2402265106656079, 0.6931471807045319,
] as const

function log2(keep: Keep, exponent: Expression, mantissa: Expression): Expression {
  const m = keep(mantissa)
  const s = keep(f64.div(f64.sub(m, 1), f64.add(m, 1)))
  return f64.add(exponent, f64.mul(s, polynomial(f64, keep(f64.mul(s, s)), log2Factor)))
}

/** 2^x; beyond ±200, float32 has only 0 and Infinity. */
function exp2(keep: Keep, x: Expression): Expression {
  const clamped = keep(f64.greater(f64.lesser(x, 200), -200))
  const shifted = keep(f64.add(clamped, magic))
  const r = keep(f64.sub(clamped, f64.sub(shifted, magic)))
  return i64.add(f64.add(f64.mul(r, polynomial(f64, r, exp2Tail)), 1), i64.shiftLeft(shifted, 52))
}

/** The power of a size that is not negative; not of 0, Infinity and NaN. */
function usualPower(keep: Keep, size: Expression, y: Expression): Expression {
  const { exponent, mantissa } = splitAny(keep, size)
  const [power, fraction] = [keep(exponent), keep(mantissa)]
  const [low, high] = halves.map((half) => {
    const log = log2(keep, wide.fromIntegers(power, half), wide.fromFloats(fraction, half))
    return keep(exp2(keep, f64.mul(wide.fromFloats(y, half), log)))
  })
  return wide.toFloats(low!, high!)
}

/** Of 0 and Infinity: Infinity where the one is inverted, or the other is not. */
const powerOfLimit = (size: Expression, y: Expression): Expression =>
  bits.and(float(Infinity), bits.xor(f32.less(y, 0), f32.equal(size, Infinity)))

const isWhole = (x: Expression): Expression => f32.equal(f32.floor(x), x)

const isNaN = (x: Expression): Expression => f32.notEqual(x, x)

/** a^b, as IEEE 754 has it: 1 to any power is 1, -1 to an infinite one as well, and anything to the power 0. */
export const pow: VectorFunction = {
  name: 'pow',
  operands: 2,
  body: (keep, a, b) => {
    const [x, y] = [a!, b!]
    const size = keep(f32.abs(x))
    const whole = keep(isWhole(y))
    const isLimit = bits.or(f32.equal(size, 0), f32.equal(size, Infinity))
    const positive = keep(bits.select(powerOfLimit(size, y), usualPower(keep, size, y), isLimit))
    const isOdd = bits.and(whole, bits.not(isWhole(f32.mul(y, 0.5))))
    const signed = bits.xor(positive, signOf(bits.and(x, isOdd)))
    const hasNoRoot = bits.and(bits.and(f32.less(x, 0), f32.less(size, Infinity)), bits.not(whole))
    const valid = bits.or(signed, bits.or(hasNoRoot, bits.or(isNaN(x), isNaN(y))))
    const swings = bits.and(f32.equal(x, -1), f32.equal(f32.abs(y), Infinity))
    const isOne = bits.or(bits.or(f32.equal(x, 1), f32.equal(y, 0)), swings)
    return bits.select(float(1), valid, isOne)
  },
}
