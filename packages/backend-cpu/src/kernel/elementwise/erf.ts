/** The error function in float64, from Cody's coefficients as float64 holds them. */

/** Coefficients of a rational function, the highest power first. */
interface Rational {
  readonly numerator: readonly number[]
  readonly denominator: readonly number[]
}

/** `erf(x) / x` of x², for |x| up to 0.46875. */
const nearZero: Rational = {
  numerator: [0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694],
  denominator: [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171],
}

/** `exp(x²) erfc(x)` of x, for x from 0.46875 to 4. */
const middle: Rational = {
  numerator: [
    2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001, 881.952221241769,
    1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
  ],
  denominator: [
    1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597, 4362.619090143247,
    3439.3676741437216, 1230.3393548037495,
  ],
}

/** `(1 / √π - x exp(x²) erfc(x)) x²` of 1 / x², for x from 4 on. */
const far: Rational = {
  numerator: [
    0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275,
    0.0006587491615298378,
  ],
  denominator: [1, 2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918],
}

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0)

const evaluate = ({ numerator, denominator }: Rational, x: number): number =>
  polynomial(numerator, x) / polynomial(denominator, x)

/** `1 - erf(x)` for x from 0.46875 on. */
function complement(x: number): number {
  if (x <= 4) return Math.exp(-x * x) * evaluate(middle, x)
  const inverseSquare = 1 / (x * x)
  return (Math.exp(-x * x) / x) * (1 / Math.sqrt(Math.PI) - inverseSquare * evaluate(far, inverseSquare))
}

/**
 * `erf(x) = 2 / √π ∫ exp(-t²) dt` from 0 to x.
 *
 * @source Cody, Rational Chebyshev approximations for the error function, Mathematics of Computation 23, 1969
 */
export function erf(x: number): number {
  const size = Math.abs(x)
  if (size <= 0.46875) return x * evaluate(nearZero, x * x)
  const value = 1 - complement(size)
  return x < 0 ? -value : value
}
