/** What a layer needs to be trained: `compile`, `fit`, `evaluate`, `predict`, and the steps that they run. */
import { ArgumentError, type Tensor, type TensorNest } from '@neurite/core'
import type { History } from '../callbacks/history.ts'
import { Layer, type MaskOf } from '../layers/layer.ts'
import type { Loss } from '../losses/loss.ts'
import type { Metric } from '../metrics/metric.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import type { SaveTarget } from '../saving/saving-types.ts'
import { type BatchSource, isBatchSource } from '../training/batch-source.ts'
import { Compiled, type CompileModelOptions } from '../training/compiled.ts'
import type { Logs, StepResults } from '../training/epoch-record.ts'
import type { EvaluateOptions } from '../training/evaluate.ts'
import { fitModel, type FitOptions } from '../training/fit.ts'
import type { BatchPredictor, BatchRunner, OnBatchOptions } from '../training/on-batch.ts'
import type { PredictOptions } from '../training/predict.ts'
import type { Batch, DataNest, InputSpec } from '../training/samples.ts'
import { computeLoss, type LossInputs, testStep, trainStep, updateMetrics } from '../training/steps.ts'
import type { OutputSpec, Trainable } from '../training/trainable.ts'

/** Targets in the arrangement of outputs; undefined for an output that needs none. */
export type TargetsOf<Out> = MaskOf<Out>

/** A layer that can be trained, measured and used: the part of models that does not care what they are made of. */
export abstract class TrainableLayer<In extends TensorNest, Out extends TensorNest> extends Layer<In, Out> implements Trainable {
  /** Set it, for example in a callback, to end `fit` after the step that is running. */
  stopTraining = false
  #compiled: Compiled | undefined
  #isTraining = false
  readonly #runners = new Map<'trainOnBatch' | 'testOnBatch', BatchRunner>()
  #predictor: BatchPredictor | undefined

  /** What the model takes. */
  abstract get inputSpec(): InputSpec

  /** What the model puts out for inputs like these. Builds it. */
  abstract outputSpec(x: TensorNest): OutputSpec

  abstract save(target: SaveTarget): Promise<Uint8Array | undefined>

  abstract saveWeights(target: SaveTarget): Promise<Uint8Array | undefined>

  /** Names of the outputs, where they are known before the model is applied. */
  protected abstract get outputNames(): readonly string[] | undefined

  /** The optimizer that `compile` set. */
  get optimizer(): Optimizer | undefined {
    return this.#compiled?.optimizer
  }

  /** The loss that `compile` set for the first output that has one. */
  get loss(): Loss | undefined {
    return this.#compiled?.heads.find(({ loss }) => loss)?.loss
  }

  /** The metrics that `compile` set. */
  get metrics(): readonly Metric[] {
    return this.#compiled?.metrics.map(({ metric }) => metric) ?? []
  }

  /** What `compile` was told. */
  get compileOptions(): CompileModelOptions | undefined {
    return this.#compiled?.options
  }

  /**
   * Says how the model is trained and measured. Runs nothing yet.
   *
   * @param options - optimizer, loss and metrics, by name or as objects; see `CompileModelOptions` for the others
   * @throws ArgumentError when an option or a name is unknown, with the one that was probably meant
   * @example
   * ```ts
   * model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] })
   * ```
   */
  compile(options: CompileModelOptions): void {
    this.#compiled = new Compiled(`${this.path}.compile`, options, this.outputNames)
    for (const runner of this.#runners.values()) runner.dispose()
    this.#runners.clear()
    this.#predictor = undefined
  }

  /**
   * Trains the model: forward, loss, gradients, optimizer and metrics run as one program per step.
   *
   * @param x - inputs, samples first; with several inputs an array or a record of them; or batches `[x, y, sampleWeight]` that come from
   *   a generator, anything else to iterate over, or a function that makes such a thing for every epoch
   * @param y - targets, one per sample; undefined with batches
   * @returns the values of each epoch; those of an epoch that was stopped before its end are not among them
   * @throws ShapeError, DTypeError, DataError or ArgumentError before anything is changed; NonFiniteError when the loss becomes NaN or infinite
   * @example
   * ```ts
   * const { history } = await model.fit(train.x, train.y, { epochs: 5, validationSplit: 0.1 })
   * ```
   */
  fit(x: DataNest, y: DataNest | undefined, options?: FitOptions): Promise<History>
  fit(batches: BatchSource, options?: FitOptions): Promise<History>
  fit(batches: BatchSource, y: undefined, options?: FitOptions): Promise<History>
  async fit(x: DataNest | BatchSource, y?: DataNest | FitOptions | undefined, options: FitOptions = {}): Promise<History> {
    const compiled = this.#checkCompiled('fit')
    if (this.#isTraining) throw new ArgumentError(`${this.path}.fit: the model is being trained already; await the first fit`)
    this.#isTraining = true
    try {
      if (isBatchSource(x))
        return await fitModel(this.#asTrainable, compiled, x, undefined, (y as FitOptions | undefined) ?? options)
      return await fitModel(this.#asTrainable, compiled, x, y as DataNest | undefined, options)
    } finally {
      this.#isTraining = false
    }
  }

  /**
   * Measures loss and metrics, exactly over all samples.
   *
   * @param x - inputs, or batches, as for `fit`
   * @returns `{ loss, accuracy, ... }`
   * @throws ShapeError, DTypeError, DataError or ArgumentError when the data do not fit
   * @example
   * ```ts
   * const { loss, accuracy } = await model.evaluate(test.x, test.y)
   * ```
   */
  evaluate(x: DataNest, y: DataNest | undefined, options?: EvaluateOptions): Promise<Logs>
  evaluate(batches: BatchSource, options?: EvaluateOptions): Promise<Logs>
  evaluate(batches: BatchSource, y: undefined, options?: EvaluateOptions): Promise<Logs>
  async evaluate(x: DataNest | BatchSource, y?: DataNest | EvaluateOptions, options: EvaluateOptions = {}): Promise<Logs> {
    const compiled = this.#checkCompiled('evaluate')
    const isSource = isBatchSource(x)
    const own = isSource ? ((y as EvaluateOptions | undefined) ?? options) : options
    // Training that is under way, when a callback measures, goes on with the metrics that it had.
    const variables = this.#isTraining ? this.metrics.flatMap((metric) => metric.variables) : []
    const values = variables.map(({ value }) => value)
    try {
      const { evaluateModel } = await import('../training/evaluate.ts')
      return await evaluateModel(this.#asTrainable, compiled, x, isSource ? undefined : (y as DataNest | undefined), own)
    } finally {
      variables.forEach((variable, index) => variable.assign(values[index]!))
    }
  }

  /**
   * The model's outputs, computed batch by batch, on the host.
   *
   * @param x - inputs, samples first, any number of them; or batches `[x]`
   * @returns in the arrangement of the model's outputs
   * @throws ShapeError, DataError or ArgumentError when the inputs do not fit
   * @example
   * ```ts
   * const probabilities = await model.predict(test.x)
   * ```
   */
  async predict(x: DataNest | BatchSource, options: PredictOptions = {}): Promise<Out> {
    const { predictModel } = await import('../training/predict.ts')
    // The outputs of `call`, joined.
    return (await predictModel(this.#asTrainable, x, options, this.#compiled?.backend)) as Out
  }

  /**
   * Runs one step of training.
   *
   * @returns the loss and the metrics, over all batches since the last `resetMetrics`, as in Keras
   */
  async trainOnBatch(x: DataNest, y?: DataNest, options: OnBatchOptions = {}): Promise<Logs> {
    return (await this.#runnerOf('trainOnBatch')).run(x, y, options)
  }

  /**
   * Measures one batch.
   *
   * @returns the loss and the metrics, over all batches since the last `resetMetrics`, as in Keras
   */
  async testOnBatch(x: DataNest, y?: DataNest, options: OnBatchOptions = {}): Promise<Logs> {
    return (await this.#runnerOf('testOnBatch')).run(x, y, options)
  }

  /** The outputs for one batch, on the host. The program is kept, so that repeated calls are quick. */
  async predictOnBatch(x: DataNest): Promise<Out> {
    const { BatchPredictor } = await import('../training/on-batch.ts')
    this.#predictor ??= new BatchPredictor(this.#asTrainable, this.#compiled?.backend)
    return (await this.#predictor.run(x)) as Out
  }

  /** Makes `trainOnBatch` and `testOnBatch` forget what they measured. */
  resetMetrics(): void {
    for (const runner of this.#runners.values()) runner.reset()
    for (const metric of this.metrics) metric.reset()
  }

  // What a step does: override it to change that

  /**
   * One step of training, traced: computes outputs, loss and gradients, and lets the optimizer change the weights.
   *
   * @returns the loss, and other scalars to show; `fit` shows their means over the epoch
   * @example
   * ```ts
   * override trainStep({ x, y }: Batch<Tensor, Tensor>): StepResults {
   *   const weights = this.trainableWeights
   *   const { value, grads } = variableGrads(() => this.apply(x, { training: true }).sub(y!).square().mean(), weights)
   *   this.optimizer!.apply(grads, weights)
   *   return { loss: value }
   * }
   * ```
   */
  trainStep(batch: Batch<In, TargetsOf<Out>>): StepResults {
    return trainStep(this.#asTrainable, this.#checkCompiled('trainStep'), batch as Batch)
  }

  /** One step of measuring, traced. */
  testStep(batch: Batch<In, TargetsOf<Out>>): StepResults {
    return testStep(this.#asTrainable, this.#checkCompiled('testStep'), batch as Batch)
  }

  /** What `predict` computes of a batch, traced. */
  predictStep(x: In): Out {
    return this.apply(x)
  }

  /**
   * The loss of a batch, traced: the losses of the outputs, weighted, and what layers and weights add to them.
   *
   * @shape -> []
   */
  computeLoss(inputs: LossInputs<In, Out, TargetsOf<Out>>): Tensor {
    return computeLoss(this.#asTrainable, this.#checkCompiled('computeLoss'), inputs as LossInputs)
  }

  /** Takes a batch into account in all metrics, traced. */
  updateMetrics(inputs: LossInputs<In, Out, TargetsOf<Out>>): void {
    updateMetrics(this.#checkCompiled('updateMetrics'), inputs as LossInputs)
  }

  /** The model as training sees it: tensors in any arrangement. */
  get #asTrainable(): Trainable {
    return this as unknown as Trainable
  }

  /** Loads the optimizer that `compile` named, where pages do not carry its class. */
  protected async loadOptimizer(): Promise<void> {
    await this.#compiled?.loadOptimizer()
  }

  async #runnerOf(kind: 'trainOnBatch' | 'testOnBatch'): Promise<BatchRunner> {
    const compiled = this.#checkCompiled(kind)
    await compiled.load()
    // Pages that let `fit` take the steps carry nothing of it.
    const { BatchRunner } = await import('../training/on-batch.ts')
    const known = this.#runners.get(kind)
    if (known?.fits(compiled)) return known
    known?.dispose()
    const runner = new BatchRunner(this.#asTrainable, compiled, kind)
    this.#runners.set(kind, runner)
    return runner
  }

  #checkCompiled(method: string): Compiled {
    if (this.#compiled) return this.#compiled
    throw new ArgumentError(
      `${this.path}.${method}: the model is not compiled; first call ${this.path}.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' }), for example`,
    )
  }
}
