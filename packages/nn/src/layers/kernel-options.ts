/** Options that layers with a kernel and a bias share. */
import type { ConstraintLike } from '../constraints/get-constraint.ts'
import type { InitializerLike } from '../initializers/get-initializer.ts'
import type { OptionNames } from '../options/check-options.ts'
import type { RegularizerLike } from '../regularizers/get-regularizer.ts'

/** Options of layers with a kernel. */
export interface KernelOptions {
  /** First value of the kernel. Default glorotUniform. */
  readonly kernelInitializer?: InitializerLike
  /** What the kernel adds to the loss of training. Default nothing. */
  readonly kernelRegularizer?: RegularizerLike | undefined
  /** What the kernel obeys after every step of training. Default nothing. */
  readonly kernelConstraint?: ConstraintLike | undefined
}

/** Rows of `KernelOptions`, to spread into a layer's own. */
export const kernelOptionNames: OptionNames<KernelOptions> = {
  kernelInitializer: true,
  kernelRegularizer: true,
  kernelConstraint: true,
}

/** Options of layers that may have a bias. */
export interface BiasOptions {
  /** Default true. */
  readonly useBias?: boolean
  /** First value of the bias. Default zeros. */
  readonly biasInitializer?: InitializerLike
  /** What the bias adds to the loss of training. Default nothing. */
  readonly biasRegularizer?: RegularizerLike | undefined
  /** What the bias obeys after every step of training. Default nothing. */
  readonly biasConstraint?: ConstraintLike | undefined
}

/** Rows of `BiasOptions`, to spread into a layer's own. */
export const biasOptionNames: OptionNames<BiasOptions> = {
  useBias: true,
  biasInitializer: true,
  biasRegularizer: true,
  biasConstraint: true,
}
