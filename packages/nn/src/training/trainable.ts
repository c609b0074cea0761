/** What training needs of a model. */
import type { Tensor, TensorNest, Variable } from '@neurite/core'
import type { BatchShape } from '../layers/layer.ts'
import type { Metric } from '../metrics/metric.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import type { SaveTarget } from '../saving/saving-types.ts'
import type { StepResults } from './epoch-record.ts'
import type { Batch, InputSpec } from './samples.ts'
import type { LossInputs } from './steps.ts'
import type { Structure } from './structure.ts'

/** What a model puts out. */
export interface OutputSpec {
  /** The arrangement of the outputs, by their names. */
  readonly structure: Structure
  /** Their shapes in order, batch axis included. */
  readonly shapes: readonly BatchShape[]
}

/** A model as training and callbacks see it. */
export interface Trainable {
  /** What errors begin with. */
  readonly path: string
  readonly name: string
  readonly className: string
  readonly inputSpec: InputSpec
  readonly weights: readonly Variable[]
  readonly trainableWeights: readonly Variable[]
  /** The weights, and the state of random generators. */
  readonly variables: readonly Variable[]
  /** Set by `compile`. */
  readonly optimizer: Optimizer | undefined
  /** Set by `compile`. */
  readonly metrics: readonly Metric[]
  /** Set it to end `fit` after the step that is running. */
  stopTraining: boolean
  apply(x: TensorNest, options?: { readonly training?: boolean }): TensorNest
  /** What the model puts out for inputs like these; builds it. */
  outputSpec(x: TensorNest): OutputSpec
  trainStep(batch: Batch): StepResults
  testStep(batch: Batch): StepResults
  predictStep(x: TensorNest): TensorNest
  computeLoss(inputs: LossInputs): Tensor
  updateMetrics(inputs: LossInputs): void
  save(target: SaveTarget): Promise<Uint8Array | undefined>
  saveWeights(target: SaveTarget): Promise<Uint8Array | undefined>
}
