/** A square root for sums of squares. */
import type { Tensor } from '../tensor/tensor.ts'
import { where } from './arrange.ts'

/** sqrt(x) whose gradient at 0 is 0 instead of infinite: what lengths and deviations want there. */
export function safeSqrt(x: Tensor): Tensor {
  const isZero = x.equal(0)
  return where(isZero, 0, where(isZero, 1, x).sqrt())
}
