/** Brings losses of parts of samples to one per sample. */
import type { Tensor } from '@neurite/core'

/**
 * The mean over all axes but the first.
 *
 * @shape x [batch, ...] -> [batch]
 */
export const perSample = (x: Tensor): Tensor => (x.rank > 1 ? x.reshape([x.shape[0]!, -1]).mean(1) : x)
