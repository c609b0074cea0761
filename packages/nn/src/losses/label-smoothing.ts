/** Targets that are less sure of themselves. */
import type { Tensor } from '@neurite/core'

/** Option of cross-entropies. */
export interface LabelSmoothing {
  /** Share of each target that is spread evenly over the classes, from 0 to 1. Default 0. */
  readonly labelSmoothing?: number
}

/** Targets of two classes, moved towards 1/2. */
export const smoothBinary = (targets: Tensor, share: number): Tensor =>
  share === 0 ? targets : targets.mul(1 - share).add(share / 2)

/** Distributions over the last axis, moved towards the even one. */
export const smoothClasses = (targets: Tensor, share: number): Tensor =>
  share === 0 ? targets : targets.mul(1 - share).add(share / targets.shape.at(-1)!)
