/** What tanh takes away. */
import type { Tensor } from '@neurite/core'

/** x - tanh(x). @shape x [...] -> the same */
export const tanhShrink = (x: Tensor): Tensor => x.sub(x.tanh())
