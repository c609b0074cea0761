/** Gaussian error linear unit. */
import { erf, staticValue, type Tensor, toFloat } from '@neurite/core'

/** From here on, on both sides, the gate is 0 or 1 in every dtype; the cube stays finite in half precision. */
const saturated = 20

/** x times the standard normal distribution function, by a logistic function of a cubic: within 5e-4. */
function approximateGelu(x: Tensor): Tensor {
  const inner = x.clip(-saturated, saturated)
  const cubic = inner.add(inner.mul(inner).mul(inner).mul(staticValue(0.044715)))
  // (1 + tanh(u)) / 2 is sigmoid(2 u), which keeps small values.
  return x.mul(cubic.mul(staticValue(2 * Math.sqrt(2 / Math.PI))).sigmoid())
}

/**
 * x P(X <= x), X normal: x (1 + erf(x / sqrt(2))) / 2.
 *
 * @shape x [...] -> the same
 * @param approximate - take the approximation by tanh instead of erf. Default false
 * @source Hendrycks & Gimpel 2016, section 2
 */
export function gelu(x: Tensor, approximate = false): Tensor {
  const float = x.cast(toFloat(x.dtype))
  if (approximate) return approximateGelu(float)
  const odd = erf(float.mul(staticValue(Math.SQRT1_2)))
  return float.mul(odd.add(1).mul(0.5))
}
