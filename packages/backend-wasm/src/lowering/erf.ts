/** The error function in double precision. */

/** A quotient of two polynomials, coefficients from the highest power down. */
interface Rational {
  readonly above: readonly number[]
  readonly below: readonly number[]
}

/** In x², for |x| up to 0.46875: erf(x) / x. */
const nearZero: Rational = {
  above: [0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694],
  below: [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171],
}

/** In x, up to 4: erfc(x) exp(x²). */
const middle: Rational = {
  above: [
    2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001, 881.952221241769,
    1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
  ],
  below: [
    1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597, 4362.619090143247,
    3439.3676741437216, 1230.3393548037495,
  ],
}

/** In 1 / x², from 4 on: what x erfc(x) exp(x²) lacks of 1 / √π, times x². */
const tail: Rational = {
  above: [
    0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275,
    0.0006587491615298378,
  ],
  below: [1, 2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918],
}

const inverseRootOfPi = 0.5641895835477563

const polynomial = (coefficients: readonly number[], x: number): number => coefficients.reduce((sum, term) => sum * x + term, 0)

const evaluate = ({ above, below }: Rational, x: number): number => polynomial(above, x) / polynomial(below, x)

/** exp(-x²) for x of 0 or more; the square is split so that its rounding is not magnified. */
function gaussian(x: number): number {
  const coarse = Math.trunc(x * 16) / 16
  return Math.exp(-coarse * coarse) * Math.exp(-(x - coarse) * (x + coarse))
}

/** 1 - erf(x), for x above 0.46875. */
function complement(x: number): number {
  if (x <= 4) return gaussian(x) * evaluate(middle, x)
  const z = 1 / (x * x)
  return (gaussian(x) * (inverseRootOfPi - z * evaluate(tail, z))) / x
}

/**
 * The error function.
 *
 * @source Cody 1969, "Rational Chebyshev approximations for the error function"
 */
export function erf(x: number): number {
  const size = Math.abs(x)
  if (size <= 0.46875) return x * evaluate(nearZero, x * x)
  // Here erfc is less than half a unit in the last place of 1.
  if (size > 6) return Math.sign(x)
  return Math.sign(x) * (0.5 - complement(size) + 0.5)
}
