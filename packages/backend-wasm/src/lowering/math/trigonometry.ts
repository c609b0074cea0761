/** sin and cos on four float32: angles are reduced to quarter turns in float64. */
import { bits, call, type Expression, f32, i32, type Keep, polynomial, signOf, type VectorFunction } from './expression.ts'
import { f64, type Half, halves, wide } from './wide.ts'

/** Adding it rounds a float64 of up to 2^51 in size to an integer, which then is the lower bits of the sum. */
const magic = 1.5 * 2 ** 52

/** π / 2 in two parts; the first has 25 bits, so that it is exact times a number of quarter turns below 2^28. */
const quarterTurn = { high: 1.5707963109016418, low: 1.5893254773528196e-8 } as const

/** From here on, angles need more digits of π. */
const hugeAngle = 2 ** 28

/** 2 / π as a sum of 24 bits each. */
const digits = [0xa2f983, 0x6e4e44, 0x1529fc, 0x2757d1, 0xf534dd, 0xc0db62, 0x95993c, 0x439041, 0xfe5163].map(
  (digit, i) => digit * 2 ** (-24 * (i + 1)),
)

/** What is left of x after whole turns, four quarters each; exact. */
const withoutTurns = (keep: Keep, x: Expression): Expression => {
  const kept = keep(x)
  return f64.sub(kept, f64.mul(f64.nearest(f64.mul(kept, 0.25)), 4))
}

/**
 * Two finite float64 of 24 significant bits, in quarter turns, less whole turns. Each digit times x is exact, and so is what is
 * left of it after whole turns: the first digits, which make the product great, leave nothing.
 *
 * @source Payne & Hanek 1983, "Radian reduction for trigonometric functions"
 */
const quarterTurns: VectorFunction = {
  name: 'quarterTurns',
  operands: 1,
  body: (keep, x) =>
    digits.map((digit) => withoutTurns(keep, f64.mul(x!, digit))).reduce((sum, part) => withoutTurns(keep, f64.add(sum, part))),
}

/** An angle as a number of quarter turns and a rest of at most an eighth of a turn. */
interface Angle {
  /** Only its lower bits are right, in int32. */
  readonly quarters: Expression
  readonly rest: Expression
}

function joinHalves(keep: Keep, ofHalf: (half: Half) => { readonly shifted: Expression; readonly rest: Expression }): Angle {
  const [low, high] = halves.map(ofHalf)
  return { quarters: keep(wide.lowWords(low!.shifted, high!.shifted)), rest: keep(wide.toFloats(low!.rest, high!.rest)) }
}

const reduceUsual = (keep: Keep, size: Expression): Angle =>
  joinHalves(keep, (half) => {
    const x = keep(wide.fromFloats(size, half))
    const shifted = keep(f64.add(f64.mul(x, 2 / Math.PI), magic))
    const quarters = keep(f64.sub(shifted, magic))
    const rest = f64.sub(f64.sub(x, f64.mul(quarters, quarterTurn.high)), f64.mul(quarters, quarterTurn.low))
    return { shifted, rest }
  })

const reduceHuge = (keep: Keep, size: Expression): Angle =>
  joinHalves(keep, (half) => {
    const x = keep(call(quarterTurns, wide.fromFloats(size, half)))
    const shifted = keep(f64.add(x, magic))
    return { shifted, rest: f64.mul(f64.sub(x, f64.sub(shifted, magic)), Math.PI / 2) }
  })

/** `then` where the mask is set in any lane, else `otherwise`; only one of them is computed. */
const whereAny =
  (mask: Expression, then: () => Expression, otherwise: Expression): Expression =>
  (code) => {
    mask(code)
    code.op('v128.any_true').branch(
      'v128',
      () => then()(code),
      () => otherwise(code),
    )
  }

/** Of a size that is not negative; Infinity gives NaN. */
function reduce(keep: Keep, size: Expression): Angle {
  const isHuge = keep(f32.greaterEqual(size, hugeAngle))
  const usual = reduceUsual(keep, size)
  const pick = (part: keyof Angle): Expression =>
    keep(whereAny(isHuge, () => bits.select(reduceHuge(keep, size)[part], usual[part], isHuge), usual[part]))
  return { quarters: pick('quarters'), rest: pick('rest') }
}

/** sin(r) = r + r³ p(r²) for r in ±π/4; the fit's error is 3.8e-9 of sin(r). */
const sinTail = [-0.00019514958, 0.008332158, -0.16666655] as const

/** cos(r) = 1 - r²/2 + r⁴ p(r²), as far; the fit's error is 1.2e-10. */
const cosTail = [2.4432786e-5, -0.0013887313, 0.041666646] as const

function ofRest(keep: Keep, rest: Expression): { readonly sine: Expression; readonly cosine: Expression } {
  const square = keep(f32.mul(rest, rest))
  const above = f32.mul(f32.mul(square, square), polynomial(f32, square, cosTail))
  return {
    sine: f32.add(rest, f32.mul(f32.mul(rest, square), polynomial(f32, square, sinTail))),
    cosine: f32.sub(1, f32.sub(f32.mul(square, 0.5), above)),
  }
}

/** All ones where a number is odd. */
const isOdd = (x: Expression): Expression => i32.shiftRight(i32.shiftLeft(x, 31), 31)

/** The sine of an angle, `ahead` quarter turns on. */
function sineOf(keep: Keep, size: Expression, ahead: number): Expression {
  const { quarters, rest } = reduce(keep, size)
  const turned = keep(i32.add(quarters, ahead))
  const { sine, cosine } = ofRest(keep, rest)
  return bits.xor(bits.select(cosine, sine, isOdd(turned)), signOf(i32.shiftLeft(turned, 30)))
}

/** The sine: of the size of x, so that -0 gives -0. */
export const sin: VectorFunction = {
  name: 'sin',
  operands: 1,
  body: (keep, x) => bits.xor(sineOf(keep, keep(f32.abs(x!)), 0), signOf(x!)),
}

/** The cosine. */
export const cos: VectorFunction = {
  name: 'cos',
  operands: 1,
  body: (keep, x) => sineOf(keep, keep(f32.abs(x!)), 1),
}
