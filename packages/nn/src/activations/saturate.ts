/** Cuts values off on both sides, as the piecewise linear activations do. */
import { type StaticValue, type Tensor, where } from '@neurite/core'

/** x limited to low and high; NaN stays NaN. The gradient is 1 between them, and 0 from the limits on. */
export const saturate = (x: Tensor, low: number | StaticValue, high: number | StaticValue): Tensor =>
  where(x.lessEqual(low), low, where(x.greaterEqual(high), high, x))
