/** The base of models: layers that can be trained, measured and used. */
import { ArgumentError, type Tensor } from '@neurite/core'
import type { History } from '../callbacks/history.ts'
import { type BatchShape, Layer } from '../layers/layer.ts'
import type { Loss } from '../losses/loss.ts'
import type { Metric } from '../metrics/metric.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import { type Compiled, type CompileModelOptions, resolveCompileOptions } from '../training/compiled.ts'
import type { Logs } from '../training/epoch.ts'
import { type EvaluateOptions, evaluateModel } from '../training/evaluate.ts'
import { fitModel, type FitOptions } from '../training/fit.ts'
import { predictModel, type PredictOptions } from '../training/predict.ts'
import type { Data } from '../training/samples.ts'
import type { Trainable } from '../training/trainable.ts'
import { summarize } from './summary.ts'

/** Options of `summary`. */
export interface SummaryOptions {
  /** Takes the table, several lines of text. Default `console.log`. */
  readonly print?: (text: string) => void
}

/**
 * A layer with `compile`, `fit`, `evaluate` and `predict`.
 *
 * Extend it to write a model as a class: make layers with `this.addLayer(new Dense(10))` in the constructor, and apply them in `call`.
 */
export abstract class Model extends Layer implements Trainable {
  /** Set it, for example in a callback, to end `fit` after the step that is running. */
  stopTraining = false
  private compiled: Compiled | undefined
  private isTraining = false

  /** Shape of one sample, where it is known. */
  get sampleShape(): BatchShape | undefined {
    return this.inputShape
  }

  /** The layers of the model, outermost only. */
  get layers(): readonly Pick<Layer, 'name' | 'className' | 'built' | 'weights'>[] {
    return this.innerLayers
  }

  /** The optimizer that `compile` set. */
  get optimizer(): Optimizer | undefined {
    return this.compiled?.optimizer
  }

  /** The loss that `compile` set. */
  get loss(): Loss | undefined {
    return this.compiled?.loss
  }

  /** The metrics that `compile` set. */
  get metrics(): readonly Metric[] {
    return this.compiled?.metrics ?? []
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
    this.compiled = resolveCompileOptions(`${this.path}.compile`, options)
  }

  /**
   * Trains the model: forward, loss, gradients, optimizer and metrics run as one program per step.
   *
   * @param x - inputs, samples first
   * @param y - targets, one per sample
   * @returns the values of each epoch; those of an epoch that was stopped before its end are not among them
   * @throws ShapeError, DTypeError, DataError or ArgumentError before anything is changed; NonFiniteError when the loss becomes NaN or infinite
   * @example
   * ```ts
   * const { history } = await model.fit(train.x, train.y, { epochs: 5, validationSplit: 0.1 })
   * ```
   */
  async fit(x: Data, y: Data, options: FitOptions = {}): Promise<History> {
    const compiled = this.checkCompiled('fit')
    if (this.isTraining) throw new ArgumentError(`${this.path}.fit: the model is being trained already; await the first fit`)
    this.isTraining = true
    try {
      return await fitModel(this, compiled, x, y, options)
    } finally {
      this.isTraining = false
    }
  }

  /**
   * Measures loss and metrics, exactly over all samples.
   *
   * @returns `{ loss, accuracy, ... }`
   * @throws ShapeError, DTypeError, DataError or ArgumentError when the data do not fit
   * @example
   * ```ts
   * const { loss, accuracy } = await model.evaluate(test.x, test.y)
   * ```
   */
  async evaluate(x: Data, y: Data, options: EvaluateOptions = {}): Promise<Logs> {
    const compiled = this.checkCompiled('evaluate')
    // Training that is under way, when a callback measures, goes on with the metrics that it had.
    const variables = this.isTraining ? this.metrics.flatMap((metric) => metric.variables) : []
    const values = variables.map(({ value }) => value)
    try {
      return await evaluateModel(this, compiled, x, y, options)
    } finally {
      variables.forEach((variable, index) => variable.assign(values[index]!))
    }
  }

  /**
   * The model's outputs, computed batch by batch, on the host.
   *
   * @param x - inputs, samples first; any number of them
   * @throws ShapeError, DataError or ArgumentError when the inputs do not fit
   * @example
   * ```ts
   * const probabilities = await model.predict(test.x)
   * ```
   */
  predict(x: Data, options: PredictOptions = {}): Promise<Tensor> {
    return predictModel(this, x, options, this.compiled?.backend)
  }

  /**
   * A table of the layers, their output shapes and their numbers of weights.
   *
   * @returns the text that was printed
   */
  summary({ print = console.log }: SummaryOptions = {}): string {
    const text = summarize(this, this.layers, this.outputShapes())
    print(text)
    return text
  }

  /** Output shape of each layer, as far as they are known. */
  protected outputShapes(): readonly (BatchShape | undefined)[] {
    return this.layers.map(() => undefined)
  }

  private checkCompiled(method: string): Compiled {
    if (this.compiled) return this.compiled
    throw new ArgumentError(
      `${this.path}.${method}: the model is not compiled; first call ${this.path}.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' }), for example`,
    )
  }
}
