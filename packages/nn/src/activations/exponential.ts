/** The exponential function. */
import type { Tensor } from '@neurite/core'

/** exp(x). */
export const exponential = (x: Tensor): Tensor => x.exp()
