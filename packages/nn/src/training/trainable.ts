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
  /** Its own name, without that of a model around it. */
  readonly name: string
  /** Name of the class. */
  readonly className: string
  /** The arrangement and the shapes of the inputs, as far as they are known. */
  readonly inputSpec: InputSpec
  /** What is saved and counted: trainable or not. */
  readonly weights: readonly Variable[]
  /** The weights that steps change. */
  readonly trainableWeights: readonly Variable[]
  /** The weights, and the state of random generators. */
  readonly variables: readonly Variable[]
  /** Set by `compile`. */
  readonly optimizer: Optimizer | undefined
  /** Set by `compile`. */
  readonly metrics: readonly Metric[]
  /** Set it to end `fit` after the step that is running. */
  stopTraining: boolean
  /** What the model puts out. */
  apply(x: TensorNest, options?: { readonly training?: boolean }): TensorNest
  /** What the model puts out for inputs like these; builds it. */
  outputSpec(x: TensorNest): OutputSpec
  /** One step: forward, loss, gradients, optimizer, metrics. It is traced once, and so are the next two. */
  trainStep(batch: Batch): StepResults
  /** One step of `evaluate`: forward, loss, metrics. */
  testStep(batch: Batch): StepResults
  /** One step of `predict`: forward alone. */
  predictStep(x: TensorNest): TensorNest
  /** The scalar that training makes small. */
  computeLoss(inputs: LossInputs): Tensor
  /** Takes a batch into all metrics. */
  updateMetrics(inputs: LossInputs): void
  /** Writes the whole model; see `Model.save`. */
  save(target: SaveTarget): Promise<Uint8Array | undefined>
  /** Writes the weights alone; see `Model.saveWeights`. */
  saveWeights(target: SaveTarget): Promise<Uint8Array | undefined>
}
