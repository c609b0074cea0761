/** Smooth relu. */
import { type DType, staticValue, type Tensor, toFloat, where } from '@neurite/core'

/** From here on x + log(1 + exp(-x)) rounds to x, and exp(x) is still finite. */
const linearFrom: Partial<Record<DType, number>> = { float16: 11, float32: 20, float64: 40 }

/** log(1 + exp(x)): near 0 for negative, near x for positive numbers. Its gradient is sigmoid(x). @shape x [...] -> the same */
export function softplus(x: Tensor): Tensor {
  const float = x.cast(toFloat(x.dtype))
  const isLinear = float.greater(staticValue(linearFrom[float.dtype]!))
  // The exponential sees no great number: an infinite value there would make the gradient NaN.
  return where(isLinear, float, where(isLinear, 0, float).exp().log1p())
}
