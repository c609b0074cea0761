/** Moves values towards 0. */
import { type Tensor, where } from '@neurite/core'

/** x, nearer to 0 by the threshold (default 0.5); 0 where its magnitude is at most that. @shape x [...] -> the same */
export const softShrink = (x: Tensor, threshold = 0.5): Tensor =>
  where(x.abs().lessEqual(threshold), 0, x.sub(x.sign().mul(threshold)))
