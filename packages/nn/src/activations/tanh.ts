/** Hyperbolic tangent. */
import type { Tensor } from '@neurite/core'

/** tanh(x), from -1 to 1. */
export const tanh = (x: Tensor): Tensor => x.tanh()
