/** Rectified linear unit. */
import type { Tensor } from '@neurite/core'

/** max(x, 0); NaN stays NaN. The gradient at 0 is 0. */
export const relu = (x: Tensor): Tensor => x.relu()
