/** Exponential linear unit. */
import { type Tensor, where } from '@neurite/core'

/**
 * x above 0, alpha (exp(x) - 1) below.
 *
 * @shape x [...] -> the same
 * @param alpha - what the function tends to at -Infinity is -alpha. Default 1
 * @source Clevert et al. 2016, eq. 15
 */
export function elu(x: Tensor, alpha = 1): Tensor {
  const isPositive = x.greater(0)
  // The exponential sees no positive number: an infinite value there would make the gradient NaN.
  const below = where(isPositive, 0, x).expm1()
  return where(isPositive, x, alpha === 1 ? below : below.mul(alpha))
}
