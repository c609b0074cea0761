/** The base of all layers: building, weights, paths, configuration, and errors that name the layer. */
import {
  ArgumentError,
  type DType,
  dtypes,
  flattenNest,
  formatShape,
  type Shape,
  sizeOf,
  suggest,
  Tensor,
  type TensorNest,
  Variable,
} from '@neurite/core'
import { setConstraint } from '../constraints/constraint-of.ts'
import type { Constraint } from '../constraints/constraint.ts'
import type { Fans } from '../initializers/fans.ts'
import type { Initializer } from '../initializers/initializer.ts'
import { recordCall } from '../models/record-call.ts'
import { isSymbolic, type SymbolicOf } from '../models/symbolic-tensor.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { describeValue } from '../options/describe-value.ts'
import { SeedGenerator } from '../random/seed-generator.ts'
import { checkSeed } from '../random/seed.ts'
import { getRegularizer, regularizerConfig, type RegularizerLike } from '../regularizers/get-regularizer.ts'
import { setRegularizer } from '../regularizers/regularizer-of.ts'
import type { Regularizer } from '../regularizers/regularizer.ts'
import { type BatchShape, type BatchShapes, convertInputs, openShapes, shapesOf } from './batch-shape.ts'
import { type CallContext, LayerContext } from './call-context.ts'
import { collectLosses } from './collect-losses.ts'
import { inferOutputShape } from './infer-output-shape.ts'
import { checkName, uniqueName } from './layer-name.ts'
import { checkMasks, type MaskOf, masksOf, setMasks } from './mask.ts'
import { nameErrors } from './name-errors.ts'

export type { BatchShape, BatchShapes } from './batch-shape.ts'
export type { CallContext } from './call-context.ts'
export type { MaskOf } from './mask.ts'

/** Options that every layer has. */
export interface LayerOptions {
  /** Default: the class in snake case, numbered: `dense`, `dense_1`, ... */
  readonly name?: string
  /** Shape of one input, without the batch axis; null where it may differ from call to call. Lets a model build at once. */
  readonly inputShape?: BatchShape
  /** What the layer computes in and keeps its weights in; float inputs are cast to it. Default float32. */
  readonly dtype?: DType
  /** Whether training changes the weights. Default true. */
  readonly trainable?: boolean
  /** What the outputs add to the loss of training, divided by the size of the batch. Default nothing. */
  readonly activityRegularizer?: RegularizerLike | undefined
}

/** Rows of `LayerOptions`, to spread into a layer's own. */
export const layerOptionNames: OptionNames<LayerOptions> = {
  name: true,
  inputShape: true,
  dtype: true,
  trainable: true,
  activityRegularizer: true,
}

/** Options of `Layer.apply`. */
export interface ApplyOptions<In extends TensorNest = Tensor> {
  /** Behave as in training: dropout drops, normalisation uses the batch. Default false. */
  readonly training?: boolean
  /** Which elements of the inputs count, in their structure. Default: the masks that the inputs carry. */
  readonly mask?: MaskOf<In> | undefined
}

const applyOptionNames: OptionNames<ApplyOptions> = { training: true, mask: true }

/** How a weight is made. */
export interface WeightOptions {
  readonly initializer: Initializer
  /** Default true. */
  readonly trainable?: boolean
  /** Default: the layer's. */
  readonly dtype?: DType
  /** How many inputs and outputs each unit connects, for initializers that scale by it. Default: from the shape, as of a convolution. */
  readonly fans?: Fans
  /** What the weight adds to the loss of training. Default nothing. */
  readonly regularizer?: Regularizer | undefined
  /** What the weight obeys after every step of training. Default nothing. */
  readonly constraint?: Constraint | undefined
}

/** What a layer is made from: plain data, but for functions of the user's own. */
export type LayerConfig = Readonly<Record<string, unknown>>

/** What all layers have, whatever they take and return. */
export type AnyLayer = Pick<
  Layer,
  | 'className'
  | 'name'
  | 'path'
  | 'dtype'
  | 'built'
  | 'trainable'
  | 'weights'
  | 'trainableWeights'
  | 'nonTrainableWeights'
  | 'variables'
  | 'countParams'
  | 'getConfig'
>

/** What a layer remembers of each weight, to name it anew when the layer moves into a model. */
interface NamedVariable {
  readonly name: string
  readonly variable: Variable
}

/**
 * A step of a model: a function of tensors with weights of its own.
 *
 * A new layer extends this class, makes its weights in `build` and computes in `call`; both are plain tensor code and run inside
 * compiled functions as well.
 *
 * @example
 * ```ts
 * class Scale extends Layer {
 *   static override readonly className = 'Scale'
 *   private factor: Variable | undefined
 *
 *   protected override build(): void {
 *     this.factor = this.addWeight('factor', [], { initializer: new Ones() })
 *   }
 *
 *   protected override call(x: Tensor): Tensor {
 *     return x.mul(this.factor!.value)
 *   }
 * }
 * ```
 */
export abstract class Layer<In extends TensorNest = Tensor, Out extends TensorNest = Tensor, Options = unknown> {
  /** Name of the class, for layer names and configurations; state it, so that it survives minification. Default: the class's own. */
  static readonly className: string | undefined = undefined

  /** Name of the class. */
  readonly className: string
  /** Unique among the layers of a model. */
  readonly name: string
  /** Shape of one input, where the user gave it. */
  readonly inputShape: BatchShape | undefined
  readonly dtype: DType
  private readonly activityRegularizer: Regularizer | undefined
  private readonly ownWeights: NamedVariable[] = []
  private readonly ownState: NamedVariable[] = []
  private readonly inner: AnyLayer[] = []
  private ownPath: string
  private isTrainable: boolean
  private isBuilt = false

  constructor(options: LayerOptions = {}) {
    // A subclass of a class with a stated name does not share it.
    const stated = Object.hasOwn(new.target, 'className') ? new.target.className : undefined
    this.className = stated ?? new.target.name
    this.dtype = checkDType(this.className, options.dtype ?? 'float32')
    this.inputShape = options.inputShape && checkInputShape(this.className, options.inputShape)
    this.isTrainable = checkBoolean(this.className, 'trainable', options.trainable ?? true)
    this.activityRegularizer = options.activityRegularizer && getRegularizer(this.className, options.activityRegularizer)
    this.name = options.name === undefined ? uniqueName(this.className) : checkName(this.className, options.name)
    this.ownPath = this.name
  }

  /** What errors and weights are named by: the name, or `model/name` inside a model. Setting it names the weights anew. */
  get path(): string {
    return this.ownPath
  }

  set path(path: string) {
    this.ownPath = path
    for (const { name, variable } of [...this.ownWeights, ...this.ownState]) variable.path = `${path}/${name}`
    for (const layer of this.inner) layer.path = `${path}/${layer.name}`
  }

  // Use

  /**
   * The layer's outputs. Builds the layer at the first call. Masks that the inputs carry go on to the outputs where the layer says so.
   *
   * @param options - or the context that the `call` of an outer layer got
   * @throws ShapeError, DTypeError or ArgumentError, beginning with the layer's path, when the inputs do not fit
   */
  apply(inputs: In, options?: (ApplyOptions<In> & Options) | CallContext<TensorNest>): Out
  /** What stands for the outputs, where the inputs are symbolic: see `input`. */
  apply(inputs: SymbolicOf<In>, options?: (ApplyOptions<In> & Options) | CallContext<TensorNest>): SymbolicOf<Out>
  apply(inputs: In | SymbolicOf<In>, options: ApplyOptions<In> | CallContext<TensorNest> = {}): Out | SymbolicOf<Out> {
    if (isSymbolic(inputs)) {
      return nameErrors(this.ownPath, () => recordCall(this, inputs, this.checkApplyOptions(options)) as SymbolicOf<Out>)
    }
    return this.compute(inputs as In, options)
  }

  private compute(inputs: In, options: ApplyOptions<In> | CallContext<TensorNest>): Out {
    return nameErrors(this.ownPath, () => {
      const { training = false, mask, ...own } = this.checkApplyOptions(options)
      const tensors = convertInputs(inputs, { path: this.ownPath, dtype: this.dtype, takesNest: this.takesNest })
      if (!this.isBuilt) this.buildFrom(openShapes(tensors, this.inputShape))
      this.checkInput(shapesOf(tensors))
      const given = mask === undefined ? masksOf(tensors) : checkMasks(`${this.ownPath}.apply`, tensors, mask)
      // What is left are the options of this kind of layer.
      const context = new LayerContext<In, Options>(training, given, own as Partial<Options>)
      const outputs = this.call(tensors, context)
      setMasks(outputs, this.computeMask(tensors, given))
      this.addActivityLoss(outputs, context)
      return outputs
    })
  }

  /** A context says whether this is training; its masks are those of other inputs. */
  private checkApplyOptions(options: ApplyOptions<In> | CallContext<TensorNest>): ApplyOptions<In> {
    if (options instanceof LayerContext) return { training: options.training }
    const names = { ...applyOptionNames, ...this.applyOptionNames } as OptionNames<ApplyOptions<In>>
    return checkOptions(`${this.ownPath}.apply`, options as ApplyOptions<In>, names)
  }

  private addActivityLoss(outputs: Out, context: LayerContext<In, Options>): void {
    const regularizer = this.activityRegularizer
    if (!regularizer) return
    for (const output of flattenNest(outputs).leaves) {
      if (!(output instanceof Tensor)) continue
      const loss = regularizer.apply(output)
      context.addLoss(output.rank === 0 ? loss : loss.div(output.shape[0]!))
    }
  }

  /** Makes the weights for inputs of this shape, batch axis included. Does nothing when the layer is built. */
  buildFrom(inputShape: BatchShapes<In>): void {
    if (this.isBuilt) return
    nameErrors(this.ownPath, () => {
      this.checkInput(inputShape)
      try {
        this.build(inputShape)
        this.isBuilt = true
      } finally {
        // A build that failed half-way may be tried again.
        if (!this.isBuilt) this.ownWeights.length = 0
      }
    })
  }

  /** Whether the weights exist. */
  get built(): boolean {
    return this.isBuilt
  }

  /** The shape of the outputs for inputs of this shape, batch axis included. Default: found out by tracing `call`, which runs nothing. */
  computeOutputShape(inputShape: BatchShapes<In>): BatchShapes<Out> {
    this.buildFrom(inputShape)
    return nameErrors(this.ownPath, () => {
      this.checkInput(inputShape)
      const call = (x: unknown): unknown =>
        collectLosses(() => this.call(x as In, new LayerContext<In, Options>(false, masksOf(x as In)))).result
      const { path, dtype, variables } = this
      return inferOutputShape(call, inputShape, {
        path,
        dtype,
        backend: variables.find(({ backend }) => backend)?.backend,
      }) as BatchShapes<Out>
    })
  }

  /**
   * The masks of the outputs, in their structure; undefined for none.
   *
   * Default: that of the input where `supportsMasking` is true and there is one input; else none.
   */
  computeMask(_inputs: In, mask: MaskOf<In>): MaskOf<Out> | undefined {
    // One mask in, one out: the structure of one tensor.
    return this.supportsMasking && mask instanceof Tensor ? (mask as unknown as MaskOf<Out>) : undefined
  }

  /** Whether outputs mean the same elements as inputs, so that a mask of the input holds for the output: true where a subclass says so. */
  get supportsMasking(): boolean {
    return false
  }

  // What a layer defines

  /** Whether the inputs may be arrays and records of tensors: true where a subclass says so. */
  protected get takesNest(): boolean {
    return false
  }

  /** Rows of `Options`, the options of `apply` that only this kind of layer has; `call` finds them in its context. */
  protected get applyOptionNames(): Readonly<Record<string, true>> {
    return {}
  }

  /** Makes the weights, with `addWeight`. */
  protected build(_inputShape: BatchShapes<In>): void {}

  /** The outputs: pure tensor code. */
  protected abstract call(inputs: In, context: CallContext<In, Options>): Out

  /** Throws where inputs of this shape do not fit. Called before `build`, and with the real shape before every `call`. */
  protected checkInput(_inputShape: BatchShapes<In>): void {}

  // What a layer is made of

  /**
   * Makes a weight. Its initial value is computed when it is first needed, outside of any compiled function.
   *
   * @param name - the last part of the weight's path, such as `kernel`
   */
  protected addWeight(
    name: string,
    shape: Shape,
    { initializer, trainable = true, dtype = this.dtype, fans, regularizer, constraint }: WeightOptions,
  ): Variable {
    const path = `${this.ownPath}/${name}`
    if (this.ownWeights.some((weight) => weight.name === name)) {
      throw new ArgumentError(`${path}: the layer has a weight of this name already; names of weights must differ`)
    }
    const variable = new Variable(() => initializer.create(shape, dtype, fans), { shape, dtype, path, trainable })
    if (regularizer) setRegularizer(variable, regularizer)
    if (constraint) setConstraint(variable, constraint)
    this.ownWeights.push({ name, variable })
    return variable
  }

  /** Makes a source of random keys whose state belongs to the layer. Without a seed, one comes from `nextSeed`. */
  protected addSeedGenerator(seed?: number): SeedGenerator {
    const generator = new SeedGenerator(seed === undefined ? undefined : checkSeed(this.className, seed))
    this.trackState('seedState', generator.state)
    return generator
  }

  /** Makes an inner layer's weights count as this one's, and its path begin with this one's. Returns the layer. */
  protected addLayer<L extends AnyLayer>(layer: L): L {
    if (!(layer instanceof Layer)) {
      throw new ArgumentError(
        `${this.ownPath}: expected a layer, got ${describeValue(layer)}; pass an instance such as new Dense(10)`,
      )
    }
    layer.path = `${this.ownPath}/${layer.name}`
    this.inner.push(layer)
    return layer
  }

  /** Makes a variable that is no weight count as the layer's, and its path begin with this one's. */
  protected trackState(name: string, variable: Variable): void {
    const count = this.ownState.filter((state) => state.name.startsWith(name)).length
    const ownName = count === 0 ? name : `${name}_${count}`
    variable.path = `${this.ownPath}/${ownName}`
    this.ownState.push({ name: ownName, variable })
  }

  /** Layers inside this one, in the order of `addLayer`. */
  protected get innerLayers(): readonly AnyLayer[] {
    return this.inner
  }

  // Weights

  /** The layer's own weights in the order they were made, then those of inner layers. */
  get weights(): readonly Variable[] {
    return unique([...this.ownWeights.map(({ variable }) => variable), ...this.inner.flatMap(({ weights }) => weights)])
  }

  /** The weights that training changes: none when `trainable` is false. */
  get trainableWeights(): readonly Variable[] {
    if (!this.isTrainable) return []
    const own = this.ownWeights.filter(({ variable }) => variable.trainable).map(({ variable }) => variable)
    return unique([...own, ...this.inner.flatMap(({ trainableWeights }) => trainableWeights)])
  }

  /** The weights that training leaves alone. */
  get nonTrainableWeights(): readonly Variable[] {
    const trainable = new Set(this.trainableWeights)
    return this.weights.filter((variable) => !trainable.has(variable))
  }

  /** The weights, and state that is no weight: the counters of random generators. */
  get variables(): readonly Variable[] {
    return unique([
      ...this.weights,
      ...this.ownState.map(({ variable }) => variable),
      ...this.inner.flatMap(({ variables }) => variables),
    ])
  }

  /** Whether training changes the weights. Setting it sets it for inner layers too. */
  get trainable(): boolean {
    return this.isTrainable
  }

  set trainable(trainable: boolean) {
    this.isTrainable = checkBoolean(this.ownPath, 'trainable', trainable)
    for (const layer of this.inner) layer.trainable = trainable
  }

  /**
   * Number of elements of all weights.
   *
   * @throws ArgumentError before the layer is built
   */
  countParams(): number {
    if (!this.isBuilt || this.inner.some(({ built }) => !built)) {
      throw new ArgumentError(
        `${this.ownPath}.countParams: the layer has no weights before it is built; give inputShape, or apply it once`,
      )
    }
    return this.weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  }

  // Configuration

  /** What `fromConfig` makes an equal layer from, weights aside. */
  getConfig(): LayerConfig {
    const { name, dtype, trainable, inputShape, activityRegularizer } = this
    return {
      name,
      dtype,
      trainable,
      ...(inputShape && { inputShape }),
      ...(activityRegularizer && { activityRegularizer: regularizerConfig(activityRegularizer) }),
    }
  }

  /** A layer from `getConfig`, which the constructor checks. Override it where the constructor takes more than options. */
  static fromConfig(config: LayerConfig): AnyLayer {
    const layer: unknown = Reflect.construct(this, [config])
    return layer as AnyLayer
  }
}

/** Without repeats: a shared inner layer counts once. */
const unique = (variables: readonly Variable[]): readonly Variable[] => [...new Set(variables)]

function checkBoolean(call: string, option: string, value: boolean): boolean {
  if (typeof value === 'boolean') return value
  throw new ArgumentError(`${call}: ${option} must be true or false, got ${describeValue(value)}`)
}

function checkDType(call: string, dtype: DType): DType {
  if (dtypes.includes(dtype)) return dtype
  throw new ArgumentError(`${call}: unknown dtype "${String(dtype)}"; ${suggest(String(dtype), dtypes)}`)
}

function checkInputShape(call: string, shape: BatchShape): BatchShape {
  const isExtent = (extent: number | null): boolean => extent === null || (Number.isInteger(extent) && extent > 0)
  if (Array.isArray(shape) && shape.every(isExtent)) return [...shape]
  const got = Array.isArray(shape) ? formatShape(shape) : describeValue(shape)
  throw new ArgumentError(
    `${call}: inputShape must hold a positive integer or null per axis, without the batch axis, got ${got}; write inputShape: [784]`,
  )
}
