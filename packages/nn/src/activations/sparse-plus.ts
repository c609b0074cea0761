/** A softplus that is 0 for negative numbers. */
import { type Tensor, where } from '@neurite/core'
import { saturate } from './saturate.ts'

/** 0 up to -1, x from 1 on, (x + 1)^2 / 4 between. @shape x [...] -> the same */
export function sparsePlus(x: Tensor): Tensor {
  // The square sees no great number: an infinite value there would make the gradient NaN.
  const quadratic = saturate(x, -1, 1).add(1).mul(0.5).square()
  return where(x.greaterEqual(1), x, quadratic)
}
