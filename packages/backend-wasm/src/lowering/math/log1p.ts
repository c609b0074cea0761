/** log1p on four float32. */
import { bits, f32, i32, powerOfTwo, signOf, type VectorFunction } from './expression.ts'
import { combine, splitNumber, withLimits } from './logarithm.ts'

/**
 * log(1 + x): what rounding 1 + x loses is added to the mantissa.
 *
 * @source Dekker 1971, "A floating-point technique for extending the available precision", for what the sum loses
 */
export const log1p: VectorFunction = {
  name: 'log1p',
  operands: 1,
  body: (keep, x) => {
    const sum = keep(f32.add(x!, 1))
    const lost = f32.sub(f32.lesser(x!, 1), f32.sub(sum, f32.greater(x!, 1)))
    const { exponent, mantissa } = splitNumber(keep, sum)
    // Beyond 2^126, what was lost does not count.
    const scaled = f32.mul(lost, powerOfTwo(i32.max(i32.neg(exponent), -127)))
    const f = keep(f32.add(f32.sub(mantissa, 1), scaled))
    // -0 gives -0.
    return bits.or(withLimits(sum, combine(keep, exponent, f)), signOf(x!))
  },
}
