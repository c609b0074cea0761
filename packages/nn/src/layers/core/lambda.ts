/** A function as a layer. */
import { ArgumentError, flattenNest, type Tensor, type TensorNest } from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import { describeValue } from '../../options/describe-value.ts'
import {
  type BatchShape,
  type BatchShapes,
  type CallContext,
  Layer,
  type LayerConfig,
  layerOptionNames,
  type LayerOptions,
  type MaskOf,
} from '../layer.ts'

/** What `Lambda` applies: pure tensor code. */
export type LambdaFunction<In extends TensorNest = Tensor, Out extends TensorNest = Tensor> = (
  x: In,
  context: CallContext<In>,
) => Out

/** What `Lambda` makes the mask of its outputs with. */
export type LambdaMask<In extends TensorNest = Tensor, Out extends TensorNest = Tensor> = (
  x: In,
  mask: MaskOf<In>,
) => MaskOf<Out> | undefined

/** Options of `Lambda`. */
export interface LambdaOptions<In extends TensorNest = Tensor, Out extends TensorNest = Tensor> extends LayerOptions {
  /** Shape of one output, without the batch axis, where there is one output. Default: found out by tracing the function, which runs nothing. */
  readonly outputShape?: BatchShape | undefined
  /** Makes the mask of the outputs. Default: they have none. */
  readonly mask?: LambdaMask<In, Out> | undefined
}

/**
 * Applies a function of the user's own. For something with weights, extend `Layer`.
 *
 * The function may take and return arrays and records of tensors: with it, any function of tensors becomes a part of a functional model.
 * The configuration holds the function itself: a layer can be remade from that, but not saved. What is to be saved is written with the
 * methods of symbolic tensors, or as a class of its own.
 *
 * @shape x -> as the function
 * @param fn - pure tensor code
 * @throws ArgumentError when it is no function
 * @example
 * ```ts
 * const model = new Sequential([new Lambda((x) => x.square()), new Dense(10)])
 * const stacked = new Lambda(([a, b]: readonly [Tensor, Tensor]) => stack([a, b], 1)).apply([left, right])
 * ```
 */
export class Lambda<In extends TensorNest = Tensor, Out extends TensorNest = Tensor> extends Layer<In, Out> {
  static override readonly className: string = 'Lambda'

  readonly #fn: LambdaFunction<In, Out>
  readonly #outputShape: BatchShape | undefined
  readonly #mask: LambdaMask<In, Out> | undefined

  constructor(fn: LambdaFunction<In, Out>, options: LambdaOptions<In, Out> = {}) {
    if (typeof fn !== 'function') {
      throw new ArgumentError(
        `Lambda: expected a function of a tensor, got ${describeValue(fn)}; write new Lambda((x) => x.mul(2))`,
      )
    }
    super(checkOptions('Lambda', options, { ...layerOptionNames, outputShape: true, mask: true }))
    this.#fn = fn
    this.#outputShape = options.outputShape && [...options.outputShape]
    this.#mask = options.mask
  }

  protected override get takesNest(): boolean {
    return true
  }

  override get supportsMasking(): boolean {
    return this.#mask !== undefined
  }

  override computeMask(x: In, mask: MaskOf<In>): MaskOf<Out> | undefined {
    return this.#mask?.(x, mask)
  }

  protected override call(x: In, context: CallContext<In>): Out {
    return this.#fn(x, context)
  }

  override computeOutputShape(inputShape: BatchShapes<In>): BatchShapes<Out> {
    if (!this.#outputShape) return super.computeOutputShape(inputShape)
    const batch = flattenNest(inputShape).leaves[0] as number | null | undefined
    return [batch ?? null, ...this.#outputShape] as unknown as BatchShapes<Out>
  }

  override getConfig(): LayerConfig {
    const [fn, outputShape, mask] = [this.#fn, this.#outputShape, this.#mask]
    return { ...super.getConfig(), fn, ...(outputShape && { outputShape }), ...(mask && { mask }) }
  }

  static override fromConfig({ fn, ...options }: LayerConfig): Lambda {
    return new this(fn as LambdaFunction, options)
  }
}
