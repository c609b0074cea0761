/** Models: layers that can be trained, measured and used. */
import { ArgumentError, flattenNest, mapNest, type NestOf, type Tensor, type TensorNest, zeros } from '@neurite/core'
import type { History } from '../callbacks/history.ts'
import {
  type AnyLayer,
  type ApplyOptions,
  type BatchShape,
  type BatchShapes,
  type CallContext,
  Layer,
  type LayerConfig,
  type LayerOptions,
  type MaskOf,
} from '../layers/layer.ts'
import type { LayerClasses } from '../layers/layer-classes.ts'
import type { Loss } from '../losses/loss.ts'
import type { Metric } from '../metrics/metric.ts'
import { checkOptions } from '../options/check-options.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import type { LoadWeightsOptions, LoadWeightsReport, SaveOptions, SaveTarget, WeightsSource } from '../saving/saving-types.ts'
import { type BatchSource, isBatchSource } from '../training/batch-source.ts'
import { Compiled, type CompileModelOptions } from '../training/compiled.ts'
import type { Logs, StepResults } from '../training/epoch-record.ts'
import { type EvaluateOptions, evaluateModel } from '../training/evaluate.ts'
import { fitModel, type FitOptions } from '../training/fit.ts'
import { BatchPredictor, BatchRunner, type OnBatchOptions } from '../training/on-batch.ts'
import { predictModel, type PredictOptions } from '../training/predict.ts'
import type { Batch, DataNest, InputSpec } from '../training/samples.ts'
import { computeLoss, type LossInputs, testStep, trainStep, updateMetrics } from '../training/steps.ts'
import type { Structure } from '../training/structure.ts'
import type { OutputSpec, Trainable } from '../training/trainable.ts'
import { FunctionalGraph } from './functional-graph.ts'
import { graphConfig, graphFromConfig, isGraphConfig } from './graph-config.ts'
import { type InputType, inputTypes } from './input-type.ts'
import { isShape } from './record-call.ts'
import { summarize, type SummaryRow } from './summary.ts'
import { isSymbolic, type SymbolicNest, type SymbolicOf, SymbolicTensor } from './symbolic-tensor.ts'
import { traceOutputs } from './trace-outputs.ts'

/** Options of `summary`. */
export interface SummaryOptions {
  /** Takes the table, several lines of text. Default `console.log`. */
  readonly print?: (text: string) => void
}

/** A model that is drawn up from symbolic tensors. */
export interface FunctionalOptions<In extends TensorNest, Out extends TensorNest> {
  /** What enters: symbolic tensors from `input`, alone, in an array or by name. */
  readonly inputs: SymbolicOf<In>
  /** What comes out: symbolic tensors that layers returned. */
  readonly outputs: SymbolicOf<Out>
  /** Default `model`, `model_1`, ... */
  readonly name?: string | undefined
  /** Whether training changes the weights. Default true. */
  readonly trainable?: boolean | undefined
}

/** Targets in the arrangement of outputs; undefined for an output that needs none. */
export type TargetsOf<Out> = MaskOf<Out>

const isFunctional = (options: object): options is FunctionalOptions<TensorNest, TensorNest> =>
  'inputs' in options || 'outputs' in options

/** The graph of a functional model; its class and name begin the errors. */
function makeGraph(options: FunctionalOptions<TensorNest, TensorNest>): FunctionalGraph {
  const { inputs, outputs, name } = checkOptions('Model', options, { inputs: true, outputs: true, name: true, trainable: true })
  return new FunctionalGraph(name ?? 'Model', inputs, outputs)
}

/**
 * A layer with `compile`, `fit`, `evaluate` and `predict`.
 *
 * Draw it up from symbolic tensors, or extend it to write a model as a class: make layers with `this.addLayer(new Dense(10))` in the
 * constructor, and apply them in `call`.
 *
 * @param options - `inputs` and `outputs` for a model that is drawn up; `name` and the other options of layers for a class
 * @throws ArgumentError when inputs and outputs are not connected, or two layers have one name
 * @example
 * ```ts
 * const image = input({ shape: [784] })
 * const hidden = new Dense(128, { activation: 'relu' }).apply(image)
 * const model = new Model({ inputs: image, outputs: new Dense(10, { activation: 'softmax' }).apply(hidden) })
 * ```
 * @example
 * ```ts
 * class Residual extends Model {
 *   static override readonly className = 'Residual'
 *   private readonly inside = this.addLayer(new Dense(64))
 *
 *   protected override call(x: Tensor, { training }: CallContext): Tensor {
 *     return this.inside.apply(x, { training }).add(x)
 *   }
 * }
 * ```
 */
export class Model<In extends TensorNest = Tensor, Out extends TensorNest = Tensor> extends Layer<In, Out> implements Trainable {
  static override readonly className: string | undefined = 'Model'

  /** Set it, for example in a callback, to end `fit` after the step that is running. */
  stopTraining = false
  private readonly graph: FunctionalGraph | undefined
  private seen: NestOf<InputType> | undefined
  private compiled: Compiled | undefined
  private isTraining = false
  private readonly runners = new Map<'trainOnBatch' | 'testOnBatch', BatchRunner>()
  private predictor: BatchPredictor | undefined

  constructor(options: FunctionalOptions<In, Out> | LayerOptions = {}) {
    const graph = isFunctional(options) ? makeGraph(options) : undefined
    const { name, trainable } = options
    super(
      graph
        ? { dtype: graph.dtype, ...(name !== undefined && { name }), ...(trainable !== undefined && { trainable }) }
        : (options as LayerOptions),
    )
    this.graph = graph
    if (!graph) return
    // Symbolic tensors come out of layers.
    for (const layer of graph.layers) this.addLayer(layer as Layer)
    this.buildFrom(this.shapesOfInputs(graph))
  }

  /** Shape of one sample, where it is known and there is one input. */
  get sampleShape(): BatchShape | undefined {
    return this.graph ? this.graph.sampleShape : this.inputShape
  }

  /** What the model takes. */
  get inputSpec(): InputSpec {
    const { graph } = this
    if (!graph) return { structure: undefined, sampleShapes: [this.sampleShape] }
    return {
      structure: mapNest(graph.inputs, (_, index) => graph.inputNames[index]) as Structure,
      sampleShapes: graph.inputLeaves.map(({ shape }) => shape.slice(1)),
    }
  }

  /** The types of the inputs that the model was given first, where nothing else says what it takes: for saving. */
  get seenInputs(): NestOf<InputType> | undefined {
    return this.graph || this.sampleShape ? undefined : this.seen
  }

  /** The symbolic tensors that enter a model that was drawn up, as they were given. */
  get inputs(): SymbolicNest | undefined {
    return this.graph?.inputs
  }

  /** The symbolic tensors that come out of a model that was drawn up, as they were given. */
  get outputs(): SymbolicNest | undefined {
    return this.graph?.outputs
  }

  /** The layers of the model, outermost only. */
  get layers(): readonly AnyLayer[] {
    return this.innerLayers
  }

  /** The layer of this name. @throws ArgumentError when there is none */
  getLayer(name: string): AnyLayer {
    const layer = this.layers.find((candidate) => candidate.name === name)
    if (layer) return layer
    throw new ArgumentError(
      `${this.path}.getLayer: no layer is called "${name}"; there are ${this.layers.map((candidate) => candidate.name).join(', ')}`,
    )
  }

  /** The optimizer that `compile` set. */
  get optimizer(): Optimizer | undefined {
    return this.compiled?.optimizer
  }

  /** The loss that `compile` set for the first output that has one. */
  get loss(): Loss | undefined {
    return this.compiled?.heads.find(({ loss }) => loss)?.loss
  }

  /** The metrics that `compile` set. */
  get metrics(): readonly Metric[] {
    return this.compiled?.metrics.map(({ metric }) => metric) ?? []
  }

  /** What `compile` was told. */
  get compileOptions(): CompileModelOptions | undefined {
    return this.compiled?.options
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
    this.compiled = new Compiled(`${this.path}.compile`, options, this.outputNames)
    for (const runner of this.runners.values()) runner.dispose()
    this.runners.clear()
    this.predictor = undefined
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
    const compiled = this.checkCompiled('fit')
    if (this.isTraining) throw new ArgumentError(`${this.path}.fit: the model is being trained already; await the first fit`)
    this.isTraining = true
    try {
      if (isBatchSource(x))
        return await fitModel(this.asTrainable, compiled, x, undefined, (y as FitOptions | undefined) ?? options)
      return await fitModel(this.asTrainable, compiled, x, y as DataNest | undefined, options)
    } finally {
      this.isTraining = false
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
    const compiled = this.checkCompiled('evaluate')
    const isSource = isBatchSource(x)
    const own = isSource ? ((y as EvaluateOptions | undefined) ?? options) : options
    // Training that is under way, when a callback measures, goes on with the metrics that it had.
    const variables = this.isTraining ? this.metrics.flatMap((metric) => metric.variables) : []
    const values = variables.map(({ value }) => value)
    try {
      return await evaluateModel(this.asTrainable, compiled, x, isSource ? undefined : (y as DataNest | undefined), own)
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
    // The outputs of `call`, joined.
    return (await predictModel(this.asTrainable, x, options, this.compiled?.backend)) as Out
  }

  /**
   * Runs one step of training.
   *
   * @returns the loss and the metrics, over all batches since the last `resetMetrics`, as in Keras
   */
  trainOnBatch(x: DataNest, y?: DataNest, options: OnBatchOptions = {}): Promise<Logs> {
    return this.runnerOf('trainOnBatch').run(x, y, options)
  }

  /**
   * Measures one batch.
   *
   * @returns the loss and the metrics, over all batches since the last `resetMetrics`, as in Keras
   */
  testOnBatch(x: DataNest, y?: DataNest, options: OnBatchOptions = {}): Promise<Logs> {
    return this.runnerOf('testOnBatch').run(x, y, options)
  }

  /** The outputs for one batch, on the host. The program is kept, so that repeated calls are quick. */
  async predictOnBatch(x: DataNest): Promise<Out> {
    this.predictor ??= new BatchPredictor(this.asTrainable, this.compiled?.backend)
    return (await this.predictor.run(x)) as Out
  }

  /** Makes `trainOnBatch` and `testOnBatch` forget what they measured. */
  resetMetrics(): void {
    for (const runner of this.runners.values()) runner.reset()
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
    return trainStep(this.asTrainable, this.checkCompiled('trainStep'), batch as Batch)
  }

  /** One step of measuring, traced. */
  testStep(batch: Batch<In, TargetsOf<Out>>): StepResults {
    return testStep(this.asTrainable, this.checkCompiled('testStep'), batch as Batch)
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
    return computeLoss(this.asTrainable, this.checkCompiled('computeLoss'), inputs as LossInputs)
  }

  /** Takes a batch into account in all metrics, traced. */
  updateMetrics(inputs: LossInputs<In, Out, TargetsOf<Out>>): void {
    updateMetrics(this.checkCompiled('updateMetrics'), inputs as LossInputs)
  }

  // Saving

  /**
   * Writes everything down: architecture, weights, what `compile` was told, the state of the optimizer and of random generators.
   *
   * @param target - a path, written in one piece (Node, Deno, Bun), or `{ bytes: true }`
   * @returns the bytes where they were asked for
   * @example
   * ```ts
   * await model.save('model.neurite')
   * const same = await loadModel('model.neurite') // from '@neurite/nn/saving'
   * ```
   */
  save(target: string, options?: SaveOptions): Promise<undefined>
  save(target: { readonly bytes: true }, options?: SaveOptions): Promise<Uint8Array>
  save(target: SaveTarget, options?: SaveOptions): Promise<Uint8Array | undefined>
  async save(target: SaveTarget, options: SaveOptions = {}): Promise<Uint8Array | undefined> {
    // Pages that save nothing carry nothing of it.
    const { saveModel } = await import('../saving/saving.ts')
    return saveModel(this as unknown as Model, target, options)
  }

  /** Writes the weights down, and the state of random generators; see `save`. */
  saveWeights(target: string): Promise<undefined>
  saveWeights(target: { readonly bytes: true }): Promise<Uint8Array>
  saveWeights(target: SaveTarget): Promise<Uint8Array | undefined>
  async saveWeights(target: SaveTarget): Promise<Uint8Array | undefined> {
    const { saveWeights } = await import('../saving/saving.ts')
    return saveWeights(this as unknown as Model, target)
  }

  /**
   * Reads weights that `save` or `saveWeights` wrote.
   *
   * @param source - a path, an address, or bytes
   * @returns which weights were found
   * @throws DataError when the file is damaged, or its weights are not those of the model
   */
  async loadWeights(source: WeightsSource, options: LoadWeightsOptions = {}): Promise<LoadWeightsReport> {
    const { loadWeights } = await import('../saving/saving.ts')
    return loadWeights(this as unknown as Model, source, options)
  }

  /**
   * A table of the layers, their output shapes and their numbers of weights; for a model that was drawn up, with what each takes.
   *
   * @returns the text that was printed
   */
  summary({ print = console.log }: SummaryOptions = {}): string {
    const text = summarize(this, this.graph?.rows() ?? this.summaryRows())
    print(text)
    return text
  }

  /** What the model puts out for inputs like these. Builds it. */
  outputSpec(x: TensorNest): OutputSpec {
    const { graph } = this
    if (!graph) {
      const backend = this.variables.find((variable) => variable.backend)?.backend
      return traceOutputs({ path: this.path, backend, apply: (inputs) => this.apply(inputs as In) }, x)
    }
    const leaves = flattenNest(x).leaves as readonly Tensor[]
    const shapes = graph.shapes(
      this.path,
      leaves.map(({ shape }) => [null, ...shape.slice(1)]),
    )
    return {
      structure: mapNest(graph.outputs, (_, index) => graph.outputNames[index]) as Structure,
      shapes: graph.leavesOf(shapes),
    }
  }

  override apply(inputs: In, options?: ApplyOptions<In> | CallContext<TensorNest>): Out
  override apply(inputs: SymbolicOf<In>, options?: ApplyOptions<In> | CallContext<TensorNest>): SymbolicOf<Out>
  override apply(inputs: In | SymbolicOf<In>, options?: ApplyOptions<In> | CallContext<TensorNest>): Out | SymbolicOf<Out> {
    if (!this.seen && !isSymbolic(inputs)) this.seen = inputTypes(inputs as In)
    return super.apply(inputs as In, options)
  }

  override computeOutputShape(inputShape: BatchShapes<In>): BatchShapes<Out> {
    const { graph } = this
    if (!graph) return this.traceShapes(inputShape)
    this.checkInput(inputShape)
    return graph.shapes(this.path, graph.splitShapes(this.path, inputShape)) as BatchShapes<Out>
  }

  override getConfig(): LayerConfig {
    if (!this.graph) return super.getConfig()
    const { name, trainable } = this
    return { name, trainable, ...graphConfig(this.graph) }
  }

  /**
   * A model from `getConfig`, weights aside.
   *
   * @param classes - the classes of its layers, by their names
   * @throws ArgumentError when one of them is missing; DataError when the configuration is damaged
   */
  static override fromConfig(config: LayerConfig, classes: LayerClasses = {}): AnyLayer {
    if (!isGraphConfig(config)) return super.fromConfig(config)
    const { name, trainable } = config as { readonly name?: string; readonly trainable?: boolean }
    const ends = graphFromConfig('Model.fromConfig', config, { Model, ...classes })
    return new Model<TensorNest, TensorNest>({ ...ends, name, trainable })
  }

  protected override get takesNest(): boolean {
    return !(this.graph?.inputs instanceof SymbolicTensor)
  }

  protected override checkInput(inputShape: BatchShapes<In>): void {
    this.graph?.check(this.path, inputShape)
  }

  protected override call(inputs: In, context: CallContext<In>): Out {
    if (this.graph) return this.graph.run(this.path, inputs, context as CallContext<TensorNest>) as Out
    throw new ArgumentError(
      `${this.path}: the class ${this.className} has no call method; write one, or draw the model up: new Model({ inputs, outputs })`,
    )
  }

  /** Names of the outputs, where they are known before the model is applied. */
  protected get outputNames(): readonly string[] | undefined {
    return this.graph?.outputNames
  }

  /** The rows of the summary. */
  protected summaryRows(): readonly SummaryRow[] {
    return this.layers.map((layer) => ({ layer, shape: undefined }))
  }

  /** The shapes of the outputs of a class, for one input or several. */
  private traceShapes(inputShape: BatchShapes<In>): BatchShapes<Out> {
    if (isShape(inputShape)) return super.computeOutputShape(inputShape)
    const zerosOf = (shapes: unknown): unknown => {
      if (isShape(shapes)) return zeros([1, ...shapes.slice(1).map((extent) => extent ?? 1)], this.dtype)
      if (Array.isArray(shapes)) return shapes.map(zerosOf)
      return Object.fromEntries(Object.entries(shapes as object).map(([key, shape]) => [key, zerosOf(shape)]))
    }
    const { structure, shapes } = this.outputSpec(zerosOf(inputShape) as TensorNest)
    return mapNest(structure, (_, index) => shapes[index]) as BatchShapes<Out>
  }

  /** The model as training sees it: tensors in any arrangement. */
  private get asTrainable(): Trainable {
    return this as unknown as Trainable
  }

  private shapesOfInputs(graph: FunctionalGraph): BatchShapes<In> {
    return mapNest(graph.inputs, (leaf) => (leaf as SymbolicTensor).shape) as BatchShapes<In>
  }

  private runnerOf(kind: 'trainOnBatch' | 'testOnBatch'): BatchRunner {
    const compiled = this.checkCompiled(kind)
    const known = this.runners.get(kind)
    if (known?.fits(compiled)) return known
    known?.dispose()
    const runner = new BatchRunner(this.asTrainable, compiled, kind)
    this.runners.set(kind, runner)
    return runner
  }

  private checkCompiled(method: string): Compiled {
    if (this.compiled) return this.compiled
    throw new ArgumentError(
      `${this.path}.${method}: the model is not compiled; first call ${this.path}.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' }), for example`,
    )
  }
}
