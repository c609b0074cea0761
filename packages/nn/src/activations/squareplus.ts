/** A smooth relu without exponentials. */
import { onesLike, staticValue, type Tensor, toFloat, where } from '@neurite/core'
import { relu } from './relu.ts'

/** From here on the square of b does not count, and those of x would overflow. */
const huge = staticValue(1e9)

/**
 * (x + sqrt(x^2 + b)) / 2.
 *
 * @shape x [...] -> the same
 * @param b - how smooth, at least 0, which makes it relu. Default 4
 * @source Barron 2021, eq. 1
 */
export function squareplus(x: Tensor, b = 4): Tensor {
  if (b === 0) return relu(x)
  const dtype = toFloat(x.dtype)
  // Half precision holds squares up to 256^2 only.
  const float = x.cast(dtype === 'float16' ? 'float32' : dtype)
  const isPositive = float.greater(0)
  // Not abs, whose gradient at 0 is 0.
  const half = where(isPositive, float, float.neg()).mul(0.5)
  const isHuge = half.greater(huge)
  const root = where(
    isHuge,
    half,
    where(isHuge, 0, half)
      .square()
      .add(b / 4)
      .sqrt(),
  )
  const upper = half.add(root)
  // f(x) f(-x) is b / 4: so nothing cancels for negative numbers.
  const lower = onesLike(upper)
    .div(upper)
    .mul(b / 4)
  return where(isPositive, upper, lower).cast(dtype)
}
