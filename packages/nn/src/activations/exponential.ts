/** The exponential function. */
import type { Tensor } from '@neurite/core'

/** exp(x). @shape x [...] -> the same */
export const exponential = (x: Tensor): Tensor => x.exp()
