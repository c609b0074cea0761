/** A slow tanh. */
import type { Tensor } from '@neurite/core'

/** x / (1 + |x|), from -1 to 1. @shape x [...] -> the same */
export const softsign = (x: Tensor): Tensor => x.div(x.abs().add(1))
