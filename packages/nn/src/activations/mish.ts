/** A smooth relu that dips below 0. */
import type { Tensor } from '@neurite/core'
import { softplus } from './softplus.ts'

/** x tanh(softplus(x)). @shape x [...] -> the same @source Misra 2019, eq. 1 */
export const mish = (x: Tensor): Tensor => x.mul(softplus(x).tanh())
