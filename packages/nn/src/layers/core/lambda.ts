/** A function as a layer. */
import { ArgumentError, type Tensor } from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import { describeValue } from '../../options/describe-value.ts'
import { type BatchShape, type CallContext, Layer, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'

/** What `Lambda` applies: pure tensor code. */
export type LambdaFunction = (x: Tensor, context: CallContext) => Tensor

/** What `Lambda` makes the mask of its outputs with. */
export type LambdaMask = (x: Tensor, mask: Tensor | undefined) => Tensor | undefined

/** Options of `Lambda`. */
export interface LambdaOptions extends LayerOptions {
  /** Shape of one output, without the batch axis. Default: found out by tracing the function, which runs nothing. */
  readonly outputShape?: BatchShape | undefined
  /** Makes the mask of the outputs. Default: they have none. */
  readonly mask?: LambdaMask | undefined
}

/**
 * Applies a function of the user's own. For something with weights, extend `Layer`.
 *
 * Its configuration holds the function itself: it can be remade from that, and not from JSON.
 *
 * @shape x -> as the function
 * @param fn - pure tensor code
 * @throws ArgumentError when it is no function
 * @example
 * ```ts
 * const model = new Sequential([new Lambda((x) => x.square()), new Dense(10)])
 * ```
 */
export class Lambda extends Layer {
  static override readonly className: string = 'Lambda'

  private readonly fn: LambdaFunction
  private readonly outputShape: BatchShape | undefined
  private readonly mask: LambdaMask | undefined

  constructor(fn: LambdaFunction, options: LambdaOptions = {}) {
    if (typeof fn !== 'function') {
      throw new ArgumentError(
        `Lambda: expected a function of a tensor, got ${describeValue(fn)}; write new Lambda((x) => x.mul(2))`,
      )
    }
    super(checkOptions('Lambda', options, { ...layerOptionNames, outputShape: true, mask: true }))
    this.fn = fn
    this.outputShape = options.outputShape && [...options.outputShape]
    this.mask = options.mask
  }

  override get supportsMasking(): boolean {
    return this.mask !== undefined
  }

  override computeMask(x: Tensor, mask: Tensor | undefined): Tensor | undefined {
    return this.mask?.(x, mask)
  }

  protected override call(x: Tensor, context: CallContext): Tensor {
    return this.fn(x, context)
  }

  override computeOutputShape(inputShape: BatchShape): BatchShape {
    return this.outputShape ? [inputShape[0] ?? null, ...this.outputShape] : super.computeOutputShape(inputShape)
  }

  override getConfig(): LayerConfig {
    const { fn, outputShape, mask } = this
    return { ...super.getConfig(), fn, ...(outputShape && { outputShape }), ...(mask && { mask }) }
  }

  static override fromConfig({ fn, ...options }: LayerConfig): Lambda {
    return new this(fn as LambdaFunction, options)
  }
}
