/** Normal numbers without the tails: none is further from the mean than two standard deviations. */
import { type DType, randomUniform, type Shape, type Tensor } from '@neurite/core'

/** Mean and standard deviation of the distribution before its tails are cut. */
export interface TruncatedNormalOptions {
  readonly mean?: number
  readonly standardDeviation?: number
  readonly dtype?: DType
}

/** erf(sqrt(2)): the share of a normal distribution within two standard deviations. */
const share = 0.954499736103642

/** Coefficients of erfinv(x) / x in powers of -log(1 - x^2) - 2.5, highest first; to 2e-7 for |x| up to 0.99. */
const coefficients = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 2.1858087e-4, -1.25372503e-3, -4.17768164e-3, 0.246640727,
  1.50140941,
]

/**
 * The inverse of the error function, for |x| up to 0.99.
 *
 * @source Giles 2010, "Approximating the erfinv function", single precision, central region
 */
export function inverseErf(x: Tensor): Tensor {
  const w = x.square().neg().log1p().neg().sub(2.5)
  const [highest, ...others] = coefficients
  return others.reduce((polynomial, coefficient) => polynomial.mul(w).add(coefficient), x.mul(0).add(highest!)).mul(x)
}

/** Truncated normal, by inversion of the distribution function: one random number per element. */
export function truncatedNormal(key: Tensor, shape: Shape, options: TruncatedNormalOptions = {}): Tensor {
  const { mean = 0, standardDeviation = 1, dtype = 'float32' } = options
  const uniform = randomUniform(key, shape, { low: -share, high: share, dtype })
  // The polynomial may pass the ends by its own error.
  const normal = inverseErf(uniform).mul(Math.SQRT2).clip(-2, 2)
  return normal.mul(standardDeviation).add(mean)
}
