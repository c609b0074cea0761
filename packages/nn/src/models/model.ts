/** Models: what they are made of, a graph of layers or a class, how that is shown, and how it is saved. */
import { ArgumentError, flattenNest, mapNest, type NestOf, type Tensor, type TensorNest, zeros } from '@neurite/core'
import {
  type AnyLayer,
  type ApplyOptions,
  type BatchShape,
  type BatchShapes,
  type CallContext,
  type Layer,
  type LayerConfig,
  type LayerOptions,
} from '../layers/layer.ts'
import { isShape } from '../layers/batch-shape.ts'
import { checkOptions } from '../options/check-options.ts'
import type { LoadWeightsOptions, LoadWeightsReport, SaveOptions, SaveTarget, WeightsSource } from '../saving/saving-types.ts'
import type { InputSpec } from '../training/samples.ts'
import type { Structure } from '../training/structure.ts'
import type { OutputSpec } from '../training/trainable.ts'
import { checkEnds } from './check-ends.ts'
import type { FunctionalGraph } from './functional-graph.ts'
import { isGraphConfig } from './graph-config.ts'
import { type InputType, inputTypes } from './input-type.ts'
import { summarize, type SummaryRow } from './summary.ts'
import { firstSymbolic, isSymbolicTensor } from './symbolic.ts'
import type { SymbolicNest, SymbolicOf, SymbolicTensor } from './symbolic-tensor.ts'
import { traceOutputs } from './trace-outputs.ts'
import { TrainableLayer } from './trainable-layer.ts'

export type { TargetsOf } from './trainable-layer.ts'

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

const isFunctional = (options: object): options is FunctionalOptions<TensorNest, TensorNest> =>
  'inputs' in options || 'outputs' in options

/** The graph of a functional model; its class and name begin the errors. */
function makeGraph(options: FunctionalOptions<TensorNest, TensorNest>): FunctionalGraph {
  const { inputs, outputs, name } = checkOptions('Model', options, { inputs: true, outputs: true, name: true, trainable: true })
  const call = name ?? 'Model'
  const [first] = checkEnds(call, 'inputs', inputs)
  return first!.node.operations.makeGraph(call, inputs, outputs)
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
export class Model<In extends TensorNest = Tensor, Out extends TensorNest = Tensor> extends TrainableLayer<In, Out> {
  static override readonly className: string | undefined = 'Model'

  readonly #graph: FunctionalGraph | undefined
  #seen: NestOf<InputType> | undefined

  constructor(options: FunctionalOptions<In, Out> | LayerOptions = {}) {
    const graph = isFunctional(options) ? makeGraph(options) : undefined
    const { name, trainable } = options
    super(
      graph
        ? { dtype: graph.dtype, ...(name !== undefined && { name }), ...(trainable !== undefined && { trainable }) }
        : (options as LayerOptions),
    )
    this.#graph = graph
    if (!graph) return
    // Symbolic tensors come out of layers.
    for (const layer of graph.layers) this.addLayer(layer as Layer)
    this.buildFrom(this.#shapesOfInputs(graph))
  }

  /** Shape of one sample, where it is known and there is one input. */
  get sampleShape(): BatchShape | undefined {
    return this.#graph ? this.#graph.sampleShape : this.inputShape
  }

  /** What the model takes. */
  override get inputSpec(): InputSpec {
    const graph = this.#graph
    if (!graph) return { structure: undefined, sampleShapes: [this.sampleShape] }
    return {
      structure: mapNest(graph.inputs, (_, index) => graph.inputNames[index]) as Structure,
      sampleShapes: graph.inputLeaves.map(({ shape }) => shape.slice(1)),
    }
  }

  /** The types of the inputs that the model was given first, where nothing else says what it takes: for saving. */
  get seenInputs(): NestOf<InputType> | undefined {
    return this.#graph || this.sampleShape ? undefined : this.#seen
  }

  /** The symbolic tensors that enter a model that was drawn up, as they were given. */
  get inputs(): SymbolicNest | undefined {
    return this.#graph?.inputs
  }

  /** The symbolic tensors that come out of a model that was drawn up, as they were given. */
  get outputs(): SymbolicNest | undefined {
    return this.#graph?.outputs
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
  override save(target: string, options?: SaveOptions): Promise<undefined>
  save(target: { readonly bytes: true }, options?: SaveOptions): Promise<Uint8Array>
  save(target: SaveTarget, options?: SaveOptions): Promise<Uint8Array | undefined>
  async save(target: SaveTarget, options: SaveOptions = {}): Promise<Uint8Array | undefined> {
    await this.loadOptimizer()
    // Pages that save nothing carry nothing of it.
    const { saveModel } = await import('../saving/saving.ts')
    return saveModel(this as unknown as Model, target, options)
  }

  /** Writes the weights down, and the state of random generators; see `save`. */
  override saveWeights(target: string): Promise<undefined>
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
    const text = summarize(this, this.#graph?.rows() ?? this.summaryRows())
    print(text)
    return text
  }

  /** What the model puts out for inputs like these. Builds it. */
  override outputSpec(x: TensorNest): OutputSpec {
    const graph = this.#graph
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
    if (!this.#seen && !firstSymbolic(inputs)) this.#seen = inputTypes(inputs as In)
    return super.apply(inputs as In, options)
  }

  override computeOutputShape(inputShape: BatchShapes<In>): BatchShapes<Out> {
    const graph = this.#graph
    if (!graph) return this.#traceShapes(inputShape)
    this.checkInput(inputShape)
    return graph.shapes(this.path, graph.splitShapes(this.path, inputShape)) as BatchShapes<Out>
  }

  override getConfig(): LayerConfig {
    if (!this.#graph) return super.getConfig()
    const { name, trainable } = this
    return { name, trainable, ...this.#graph.getConfig() }
  }

  /**
   * A model of a class from `getConfig`, weights aside.
   *
   * @throws ArgumentError when it was drawn up: `modelFromConfig` makes such a model
   */
  static override fromConfig(config: LayerConfig): AnyLayer {
    if (!isGraphConfig(config)) return super.fromConfig(config)
    throw new ArgumentError(
      'Model.fromConfig: this model was drawn up from symbolic tensors; make it with modelFromConfig(config, { Dense }), with the classes of its layers',
    )
  }

  protected override get takesNest(): boolean {
    return !isSymbolicTensor(this.#graph?.inputs)
  }

  protected override checkInput(inputShape: BatchShapes<In>): void {
    this.#graph?.check(this.path, inputShape)
  }

  protected override call(inputs: In, context: CallContext<In>): Out {
    if (this.#graph) return this.#graph.run(this.path, inputs, context as CallContext<TensorNest>) as Out
    throw new ArgumentError(
      `${this.path}: the class ${this.className} has no call method; write one, or draw the model up: new Model({ inputs, outputs })`,
    )
  }

  protected override get outputNames(): readonly string[] | undefined {
    return this.#graph?.outputNames
  }

  /** The rows of the summary. */
  protected summaryRows(): readonly SummaryRow[] {
    return this.layers.map((layer) => ({ layer, shape: undefined }))
  }

  /** The shapes of the outputs of a class, for one input or several. */
  #traceShapes(inputShape: BatchShapes<In>): BatchShapes<Out> {
    if (isShape(inputShape)) return super.computeOutputShape(inputShape)
    const zerosOf = (shapes: unknown): unknown => {
      if (isShape(shapes)) return zeros([1, ...shapes.slice(1).map((extent) => extent ?? 1)], this.dtype)
      if (Array.isArray(shapes)) return shapes.map(zerosOf)
      return Object.fromEntries(Object.entries(shapes as object).map(([key, shape]) => [key, zerosOf(shape)]))
    }
    const { structure, shapes } = this.outputSpec(zerosOf(inputShape) as TensorNest)
    return mapNest(structure, (_, index) => shapes[index]) as BatchShapes<Out>
  }

  #shapesOfInputs(graph: FunctionalGraph): BatchShapes<In> {
    return mapNest(graph.inputs, (leaf) => (leaf as SymbolicTensor).shape) as BatchShapes<In>
  }
}
