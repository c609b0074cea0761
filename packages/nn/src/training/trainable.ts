/** What training needs of a model. */
import type { Tensor, Variable } from '@neurite/core'
import type { ApplyOptions, BatchShape } from '../layers/layer.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'

/** A model as training and callbacks see it. */
export interface Trainable {
  /** What errors begin with. */
  readonly path: string
  /** Shape of one sample, where the user said it. */
  readonly sampleShape: BatchShape | undefined
  readonly weights: readonly Variable[]
  readonly trainableWeights: readonly Variable[]
  /** The weights, and the state of random generators. */
  readonly variables: readonly Variable[]
  /** Set by `compile`. */
  readonly optimizer: Optimizer | undefined
  /** Set it to end `fit` after the step that is running. */
  stopTraining: boolean
  apply(x: Tensor, options?: ApplyOptions): Tensor
  buildFrom(inputShape: BatchShape): void
  computeOutputShape(inputShape: BatchShape): BatchShape
}
