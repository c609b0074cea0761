/** A relu with a sigmoid for its gate. */
import type { Tensor } from '@neurite/core'

/** x sigmoid(x), also known as swish. @shape x [...] -> the same @source Ramachandran et al. 2017, section 4 */
export const silu = (x: Tensor): Tensor => x.mul(x.sigmoid())
