/** Options of the kernel that works on each channel by itself. */
import type { ConstraintLike } from '../../constraints/get-constraint.ts'
import type { InitializerLike } from '../../initializers/get-initializer.ts'
import type { OptionNames } from '../../options/check-options.ts'
import type { RegularizerLike } from '../../regularizers/get-regularizer.ts'

/** Options of the kernel that works on each channel by itself. */
export interface DepthwiseOptions {
  /** Outputs per input channel. Default 1. */
  readonly depthMultiplier?: number
  /** Default glorotUniform. */
  readonly depthwiseInitializer?: InitializerLike
  /** Default nothing. */
  readonly depthwiseRegularizer?: RegularizerLike | undefined
  /** Default nothing. */
  readonly depthwiseConstraint?: ConstraintLike | undefined
}

/** Rows of `DepthwiseOptions`, to spread into a layer's own. */
export const depthwiseOptionNames: OptionNames<DepthwiseOptions> = {
  depthMultiplier: true,
  depthwiseInitializer: true,
  depthwiseRegularizer: true,
  depthwiseConstraint: true,
}
