/** A sigmoid that reaches 0 and 1. */
import type { Tensor } from '@neurite/core'
import { saturate } from './saturate.ts'

/**
 * (x + 1) / 2, limited to 0 and 1.
 *
 * @shape x [...] -> the same
 * @source Blondel et al. 2019, "Learning classifiers with Fenchel-Young losses", section 5.2
 */
export const sparseSigmoid = (x: Tensor): Tensor => saturate(x.add(1).mul(0.5), 0, 1)
