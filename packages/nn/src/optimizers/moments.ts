/** Running moments of gradients, and the correction of their beginning at zero. */
import type { Tensor } from '@neurite/core'

/** `m + (x - m) * (1 - beta)`: keeps the share `beta` of the moment. */
export const blend = (moment: Tensor, x: Tensor, beta: number): Tensor => moment.add(x.sub(moment).mul(1 - beta))

/** `1 - beta^step` without cancellation: beta near 1 is the usual case. The logarithm of beta = 0 is kept finite. */
export const debias = (beta: number, step: Tensor): Tensor =>
  step
    .mul(Math.log(Math.max(beta, Number.MIN_VALUE)))
    .expm1()
    .neg()
