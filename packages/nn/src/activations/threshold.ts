/** Replaces small values. */
import { type Tensor, where } from '@neurite/core'

/** x where it is greater than the threshold, else the default value; NaN stays NaN. @shape x [...] -> the same */
export const threshold = (x: Tensor, limit: number, defaultValue: number): Tensor => where(x.lessEqual(limit), defaultValue, x)
