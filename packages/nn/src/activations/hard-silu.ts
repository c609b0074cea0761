/** Silu with a piecewise linear gate. */
import { staticValue, type Tensor, where } from '@neurite/core'
import { saturate } from './saturate.ts'

const three = staticValue(3)

/**
 * x hardSigmoid(x): 0 up to -3, x from 3 on, x (x + 3) / 6 between.
 *
 * @shape x [...] -> the same
 * @source Howard et al. 2019, section 5.2
 */
export function hardSilu(x: Tensor): Tensor {
  // The product sees no great number: an infinite value there would make the gradient NaN.
  const inner = saturate(x, staticValue(-3), three)
  return where(x.greaterEqual(three), x, inner.mul(inner.add(three)).div(staticValue(6)))
}
