/** Sets small values to 0. */
import { type Tensor, where } from '@neurite/core'

/** 0 where the magnitude of x is at most the threshold (default 0.5), else x. @shape x [...] -> the same */
export const hardShrink = (x: Tensor, threshold = 0.5): Tensor => where(x.abs().lessEqual(threshold), 0, x)
