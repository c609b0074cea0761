/** Hyperbolic tangent. */
import type { Tensor } from '@neurite/core'

/** tanh(x), from -1 to 1. @shape x [...] -> the same */
export const tanh = (x: Tensor): Tensor => x.tanh()
