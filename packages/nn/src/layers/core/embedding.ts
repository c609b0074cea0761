/** Vectors for whole numbers: tokens, categories. */
import { DTypeError, gather, isFloat, type Tensor, type Variable } from '@neurite/core'
import type { ConstraintLike } from '../../constraints/get-constraint.ts'
import type { InitializerLike } from '../../initializers/get-initializer.ts'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkCount, checkFlag } from '../../options/check-values.ts'
import type { RegularizerLike } from '../../regularizers/get-regularizer.ts'
import { type BatchShape, Layer, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'
import { type WeightRule, weightRule, weightRuleConfig } from '../weight-rule.ts'

/** Options of `Embedding`. */
export interface EmbeddingOptions extends LayerOptions {
  /** First vectors. Default randomUniform. */
  readonly embeddingsInitializer?: InitializerLike
  /** What the vectors add to the loss of training. Default nothing. */
  readonly embeddingsRegularizer?: RegularizerLike | undefined
  /** What the vectors obey after every step of training. Default nothing. */
  readonly embeddingsConstraint?: ConstraintLike | undefined
  /** Whether 0 is padding: outputs carry a mask that is false there. Default false. */
  readonly maskZero?: boolean
}

const optionNames: OptionNames<EmbeddingOptions> = {
  ...layerOptionNames,
  embeddingsInitializer: true,
  embeddingsRegularizer: true,
  embeddingsConstraint: true,
  maskZero: true,
}

/**
 * A vector of its own for each whole number from 0 to `inputDim - 1`. Numbers outside get zeros.
 *
 * @shape x [batch, ...] -> [batch, ..., outputDim]
 * @dtype x: integers; floats are truncated
 * @param inputDim - how many numbers there are; with `maskZero`, padding counts
 * @param outputDim - size of a vector
 * @throws ArgumentError when a size is no positive integer; DTypeError when the layer's dtype is no float
 * @example
 * ```ts
 * const vectors = new Embedding(1000, 16, { maskZero: true }).apply(tensor([[5, 8, 0, 0]], { dtype: 'int32' }))
 * ```
 */
export class Embedding extends Layer {
  static override readonly className: string = 'Embedding'

  readonly inputDim: number
  readonly outputDim: number
  /** [inputDim, outputDim], once built. */
  embeddings: Variable | undefined
  readonly #maskZero: boolean
  readonly #rule: WeightRule

  constructor(inputDim: number, outputDim: number, options: EmbeddingOptions = {}) {
    checkCount('Embedding', 'inputDim', inputDim)
    checkCount('Embedding', 'outputDim', outputDim)
    super(checkOptions('Embedding', options, optionNames))
    if (!isFloat(this.dtype))
      throw new DTypeError(`Embedding: expected a float dtype, got ${this.dtype}; it is that of the vectors`)
    this.inputDim = inputDim
    this.outputDim = outputDim
    this.#maskZero = checkFlag('Embedding', 'maskZero', options.maskZero ?? false)
    this.#rule = weightRule('Embedding', 'embeddings', options, 'randomUniform')
  }

  override get supportsMasking(): boolean {
    return this.#maskZero
  }

  override computeMask(x: Tensor): Tensor | undefined {
    return this.#maskZero ? x.notEqual(0) : undefined
  }

  protected override build(): void {
    this.embeddings = this.addWeight('embeddings', [this.inputDim, this.outputDim], this.#rule)
  }

  protected override call(x: Tensor): Tensor {
    // Not `take`, for which -1 is the last vector.
    return gather(this.embeddings!.value, x.cast('int32'))
  }

  override computeOutputShape(inputShape: BatchShape): BatchShape {
    return [...inputShape, this.outputDim]
  }

  override getConfig(): LayerConfig {
    const { inputDim, outputDim } = this
    const maskZero = this.#maskZero
    return { ...super.getConfig(), inputDim, outputDim, ...weightRuleConfig('embeddings', this.#rule), maskZero }
  }

  static override fromConfig({ inputDim, outputDim, ...options }: LayerConfig): Embedding {
    return new this(inputDim as number, outputDim as number, options)
  }
}
