/** Single steps at the user's own pace: `trainOnBatch`, `testOnBatch`, `predictOnBatch`. Loaded by the first of them. */
import { type Backend, flattenNest, mapNest, type Tensor, type TensorNest, tensor, type Variable } from '@neurite/core'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { backendOf, backendOfModel } from './backend-of.ts'
import { DataChecker } from './checked-data.ts'
import { type ClassWeight, classWeighting } from './class-weight.ts'
import type { Compiled } from './compiled.ts'
import { EpochRecord, type Logs } from './epoch-record.ts'
import { Forward } from './forward.ts'
import { type Batch, type DataNest, targetLeaves, toInputs } from './samples.ts'
import { BatchProgram } from './stream.ts'
import type { Trainable } from './trainable.ts'

/** Options of `trainOnBatch` and `testOnBatch`. */
export interface OnBatchOptions {
  /** How much each sample counts: one number per sample, or per value of the loss. Default: all alike. */
  readonly sampleWeight?: DataNest | undefined
  /** How much the samples of each class count in the loss of training: `{ 0: 1, 1: 5 }`. Default: all alike. */
  readonly classWeight?: ClassWeight | undefined
}

const optionNames: OptionNames<OnBatchOptions> = { sampleWeight: true, classWeight: true }

/** A kind of step that takes a batch and remembers what it measured until it is told to forget. */
export class BatchRunner {
  readonly #model: Trainable
  readonly #compiled: Compiled
  readonly #call: string
  readonly #backend: Backend
  readonly #checker: DataChecker
  readonly #record: EpochRecord
  readonly #program: BatchProgram
  /** What the program was traced for: it is made anew where others are trained. */
  #trained: readonly Variable[] | undefined

  constructor(model: Trainable, compiled: Compiled, kind: 'trainOnBatch' | 'testOnBatch') {
    this.#model = model
    this.#compiled = compiled
    this.#call = `${model.path}.${kind}`
    this.#backend = backendOfModel(this.#call, model, compiled)
    const context = { call: this.#call, backend: this.#backend, nanCheck: compiled.nanCheck }
    this.#checker = new DataChecker(model, compiled, context)
    this.#record = new EpochRecord({ ...context, metrics: () => compiled.metrics })
    const step = kind === 'trainOnBatch' ? (batch: Batch) => model.trainStep(batch) : (batch: Batch) => model.testStep(batch)
    this.#program = new BatchProgram(context, this.#record, step)
  }

  /** Whether it still does what the model and its options say. */
  fits(compiled: Compiled): boolean {
    const { trainableWeights } = this.#model
    const trained = this.#trained ?? trainableWeights
    const sameWeights =
      trained.length === trainableWeights.length && trained.every((weight, index) => weight === trainableWeights[index])
    return compiled === this.#compiled && sameWeights
  }

  /** Runs a step. @returns the loss and the metrics since the last `reset` */
  async run(x: DataNest, y: DataNest | undefined, options: OnBatchOptions): Promise<Logs> {
    const { sampleWeight, classWeight } = checkOptions(this.#call, options, optionNames)
    const { rows: _, ...batch } = await this.#checker.check({ x, y, sampleWeight })
    this.#program.run(classWeight === undefined ? batch : this.#weigh(batch, classWeight))
    this.#trained ??= this.#model.trainableWeights
    return (await this.#record.read()).logs
  }

  /** Forgets what was measured. */
  reset(): void {
    this.#record.reset()
    this.#record.resetMeans()
  }

  dispose(): void {
    this.#record.dispose()
  }

  #weigh(batch: Batch, classWeight: ClassWeight): Batch {
    const { shapes } = this.#checker.outputsFor(batch.x)
    const [y] = targetLeaves(batch.y)
    return { ...batch, sampleWeight: classWeighting(this.#call, classWeight, shapes[0]!)(y!) }
  }
}

/** Computes outputs for one batch, with a program that is kept. */
export class BatchPredictor {
  readonly #model: Trainable
  readonly #call: string
  readonly #backend: Backend
  readonly #forward: Forward

  constructor(model: Trainable, asked: Backend | undefined) {
    this.#model = model
    this.#call = `${model.path}.predictOnBatch`
    this.#backend = backendOf(this.#call, asked, model.variables)
    this.#forward = new Forward({ model, call: this.#call, backend: this.#backend })
  }

  /** The outputs, on the host. */
  async run(data: DataNest): Promise<TensorNest> {
    const { x } = toInputs(data, { call: this.#call, inputs: this.#model.inputSpec, backend: this.#backend })
    const outputs = this.#forward.run(x)
    const leaves = flattenNest(outputs).leaves as readonly Tensor[]
    const bits = await Promise.all(leaves.map((leaf) => leaf.bits()))
    return mapNest(outputs, (leaf, index) => {
      const { dtype, shape } = leaf as Tensor
      return tensor(bits[index]!, { dtype, shape })
    }) as TensorNest
  }
}
