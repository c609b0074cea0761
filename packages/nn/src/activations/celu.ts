/** Continuously differentiable exponential linear unit. */
import { type Tensor, where } from '@neurite/core'

/**
 * x above 0, alpha (exp(x / alpha) - 1) below: its slope at 0 is 1 for every alpha.
 *
 * @shape x [...] -> the same
 * @param alpha - what the function tends to at -Infinity is -alpha. Default 1
 * @source Barron 2017, eq. 2
 */
export function celu(x: Tensor, alpha = 1): Tensor {
  const isPositive = x.greater(0)
  // The exponential sees no positive number: an infinite value there would make the gradient NaN.
  const below = where(isPositive, 0, x).div(alpha).expm1().mul(alpha)
  return where(isPositive, x, below)
}
