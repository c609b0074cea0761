/** The base of all layers: building, applying, shapes, masks, configuration, and errors that name the layer. */
import {
  ArgumentError,
  type DType,
  dtypes,
  flattenNest,
  formatShape,
  suggest,
  Tensor,
  type TensorNest,
  withLayerPath,
} from '@neurite/core'
import { firstSymbolic } from '../models/symbolic.ts'
import type { SymbolicOf } from '../models/symbolic-tensor.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { describeValue } from '../options/describe-value.ts'
import { getRegularizer, regularizerConfig, type RegularizerLike } from '../regularizers/get-regularizer.ts'
import type { Regularizer } from '../regularizers/regularizer.ts'
import { type BatchShape, type BatchShapes, convertInputs, openShapes, shapesOf } from './batch-shape.ts'
import { type CallContext, LayerContext } from './call-context.ts'
import { collectLosses } from './collect-losses.ts'
import { inferOutputShape } from './infer-output-shape.ts'
import { checkMasks, type MaskOf, masksOf, setMasks } from './mask.ts'
import { nameErrors } from './name-errors.ts'
import { WeightOwner } from './weight-owner.ts'

export type { BatchShape, BatchShapes } from './batch-shape.ts'
export type { CallContext } from './call-context.ts'
export type { MaskOf } from './mask.ts'
export type { WeightOptions } from './weight-owner.ts'

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
export abstract class Layer<
  In extends TensorNest = Tensor,
  Out extends TensorNest = Tensor,
  Options = unknown,
> extends WeightOwner {
  /** Shape of one input, where the user gave it. */
  readonly inputShape: BatchShape | undefined
  readonly dtype: DType
  readonly #activityRegularizer: Regularizer | undefined
  #isBuilt = false

  constructor(options: LayerOptions = {}) {
    super(options)
    this.dtype = checkDType(this.className, options.dtype ?? 'float32')
    this.inputShape = options.inputShape && checkInputShape(this.className, options.inputShape)
    this.#activityRegularizer = options.activityRegularizer && getRegularizer(this.className, options.activityRegularizer)
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
    const symbolic = firstSymbolic(inputs)
    if (symbolic) {
      const { operations } = symbolic.node
      return nameErrors(this.path, () => operations.recordCall(this, inputs, this.#checkApplyOptions(options)) as SymbolicOf<Out>)
    }
    return this.#compute(inputs as In, options)
  }

  // The type of the options does not name the inputs: a layer that takes more than one tensor is to count as a layer of one.
  #compute(inputs: In, options: object): Out {
    return nameErrors(this.path, () => {
      const { training = false, mask, ...own } = this.#checkApplyOptions(options)
      const tensors = convertInputs(inputs, { path: this.path, dtype: this.dtype, takesNest: this.takesNest })
      if (!this.#isBuilt) this.buildFrom(openShapes(tensors, this.inputShape))
      this.checkInput(shapesOf(tensors))
      const given = mask === undefined ? masksOf(tensors) : checkMasks(`${this.path}.apply`, tensors, mask as MaskOf<In>)
      // What is left are the options of this kind of layer.
      const context = new LayerContext<In, Options>(training, given, own as Partial<Options>)
      // What is recorded meanwhile carries the path, for debugging.
      return withLayerPath(this.path, () => {
        const outputs = this.call(tensors, context)
        setMasks(outputs, this.computeMask(tensors, given))
        this.#addActivityLoss(outputs, context)
        return outputs
      })
    })
  }

  /** A context says whether this is training; its masks are those of other inputs. */
  #checkApplyOptions(options: object): ApplyOptions<TensorNest> {
    if (options instanceof LayerContext) return { training: options.training }
    const names = { ...applyOptionNames, ...this.applyOptionNames } as OptionNames<ApplyOptions<TensorNest>>
    return checkOptions(`${this.path}.apply`, options as ApplyOptions<TensorNest>, names)
  }

  #addActivityLoss(outputs: Out, context: LayerContext<In, Options>): void {
    const regularizer = this.#activityRegularizer
    if (!regularizer) return
    for (const output of flattenNest(outputs).leaves) {
      if (!(output instanceof Tensor)) continue
      const loss = regularizer.apply(output)
      context.addLoss(output.rank === 0 ? loss : loss.div(output.shape[0]!))
    }
  }

  /** Makes the weights for inputs of this shape, batch axis included. Does nothing when the layer is built. */
  buildFrom(inputShape: BatchShapes<In>): void {
    if (this.#isBuilt) return
    nameErrors(this.path, () => {
      this.checkInput(inputShape)
      try {
        this.build(inputShape)
        this.#isBuilt = true
      } finally {
        // A build that failed half-way may be tried again.
        if (!this.#isBuilt) this.dropWeights()
      }
    })
  }

  /** Whether the weights exist. */
  get built(): boolean {
    return this.#isBuilt
  }

  /** The shape of the outputs for inputs of this shape, batch axis included. Default: found out by tracing `call`, which runs nothing. */
  computeOutputShape(inputShape: BatchShapes<In>): BatchShapes<Out> {
    this.buildFrom(inputShape)
    return nameErrors(this.path, () => {
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

  // Configuration

  /** What `fromConfig` makes an equal layer from, weights aside. */
  getConfig(): LayerConfig {
    const { name, dtype, trainable, inputShape } = this
    const activityRegularizer = this.#activityRegularizer
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
