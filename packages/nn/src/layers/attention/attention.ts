/** Attention without projections: dot products, or sums, of queries and keys. */
import { softmax, type Tensor, type Variable, where } from '@neurite/core'
import { Ones } from '../../initializers/ones.ts'
import type { SymbolicOf } from '../../models/symbolic-tensor.ts'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkChoice, checkFlag, checkShare } from '../../options/check-values.ts'
import { Dropout } from '../dropout.ts'
import {
  type ApplyOptions,
  type BatchShape,
  type BatchShapes,
  type CallContext,
  Layer,
  type LayerConfig,
  layerOptionNames,
  type LayerOptions,
  type MaskOf,
} from '../layer.ts'
import { type AttentionInputs, checkParts, type Parts, partsOf } from './attention-inputs.ts'
import { allOf, causalMask, maskScores } from './attention-masks.ts'

/** Options of `Attention.apply` besides `training` and `mask`. */
export interface AttentionCallOptions {
  /** Position i sees positions up to i only. Default false. */
  readonly useCausalMask?: boolean
  /** Return the weights of the values as well. Default false. */
  readonly returnAttentionScores?: boolean
}

/** What attention returns when it is asked for its scores: outputs, and the weights of the values. */
export type AttentionResult = readonly [outputs: Tensor, scores: Tensor]

/** Options of `AdditiveAttention`. */
export interface AdditiveAttentionOptions extends LayerOptions {
  /** Whether scores are scaled by a weight. */
  readonly useScale?: boolean
  /** Share of the attention weights that is dropped in training. Default 0. */
  readonly dropout?: number
  /** Makes the dropped ones repeatable. Default: `nextSeed()`. */
  readonly seed?: number
}

/** Options of `Attention`. */
export interface AttentionOptions extends AdditiveAttentionOptions {
  /** `dot`: the dot product of query and key; `concat`: the sum of the hyperbolic tangents of query + key. Default dot. */
  readonly scoreMode?: 'dot' | 'concat'
}

const optionNames: OptionNames<AttentionOptions> = {
  ...layerOptionNames,
  useScale: true,
  dropout: true,
  seed: true,
  scoreMode: true,
}

/** What `Attention` and `AdditiveAttention` share: all but the scores. */
export abstract class ScoredAttention extends Layer<AttentionInputs, Tensor | AttentionResult, AttentionCallOptions> {
  protected readonly useScale: boolean
  readonly #dropout: number
  readonly #seed: number | undefined
  readonly #dropoutLayer: Dropout | undefined
  /** Once built; none without `useScale`. */
  scale: Variable | undefined

  /** @param call - what errors begin with */
  constructor(call: string, options: AdditiveAttentionOptions, useScale: boolean) {
    super(options)
    this.useScale = checkFlag(call, 'useScale', options.useScale ?? useScale)
    this.#dropout = checkShare(call, 'dropout', options.dropout ?? 0)
    this.#seed = options.seed
    if (this.#dropout > 0) {
      const seed = options.seed === undefined ? {} : { seed: options.seed }
      this.#dropoutLayer = this.addLayer(new Dropout(this.#dropout, { name: 'dropout', dtype: this.dtype, ...seed }))
      this.#dropoutLayer.buildFrom([null])
    }
  }

  protected override get takesNest(): boolean {
    return true
  }

  protected override get applyOptionNames(): Readonly<Record<string, true>> {
    return { useCausalMask: true, returnAttentionScores: true }
  }

  protected override checkInput(shapes: BatchShapes<AttentionInputs>): void {
    checkParts(this.path, shapes)
  }

  /** How well each query and each key go together, [batch, queries, keys]. */
  protected abstract scoresOf(query: Tensor, key: Tensor): Tensor

  /** Outputs and weights of the values, when the option `returnAttentionScores` is true. */
  override apply(
    inputs: AttentionInputs,
    options: ApplyOptions<AttentionInputs> & AttentionCallOptions & { readonly returnAttentionScores: true },
  ): AttentionResult
  /** The outputs. */
  override apply(
    inputs: AttentionInputs,
    options?: (ApplyOptions<AttentionInputs> & AttentionCallOptions) | CallContext<never>,
  ): Tensor
  override apply(
    inputs: SymbolicOf<AttentionInputs>,
    options: ApplyOptions<AttentionInputs> & AttentionCallOptions & { readonly returnAttentionScores: true },
  ): SymbolicOf<AttentionResult>
  override apply(
    inputs: SymbolicOf<AttentionInputs>,
    options?: (ApplyOptions<AttentionInputs> & AttentionCallOptions) | CallContext<never>,
  ): SymbolicOf<Tensor>
  override apply(inputs: AttentionInputs | SymbolicOf<AttentionInputs>, options = {}): unknown {
    return super.apply(inputs as AttentionInputs, options)
  }

  protected override call(
    inputs: AttentionInputs,
    context: CallContext<AttentionInputs, AttentionCallOptions>,
  ): Tensor | AttentionResult {
    const { query, value, key } = partsOf<Tensor>(inputs)
    const masks = partsOf<Tensor | undefined>(context.mask)
    const scores = this.scoresOf(query, key)
    const [queries, keys] = scores.shape.slice(-2) as [number, number]
    const causal = context.options.useCausalMask ? causalMask(queries, keys) : undefined
    const weights = softmax(maskScores(scores, allOf([masks.value?.expandDims(-2), causal])))
    const kept = this.#dropoutLayer ? this.#dropoutLayer.apply(weights, context) : weights
    const outputs = kept.matmul(value)
    const result = masks.query ? where(masks.query.expandDims(-1), outputs, 0) : outputs
    return context.options.returnAttentionScores ? [result, weights] : result
  }

  override computeMask(_inputs: AttentionInputs, mask: MaskOf<AttentionInputs>): Tensor | undefined {
    return partsOf<Tensor | undefined>(mask).query
  }

  /** @param options - as of `apply`: with scores, there are two shapes */
  override computeOutputShape(
    shapes: BatchShapes<AttentionInputs>,
    { returnAttentionScores = false }: AttentionCallOptions = {},
  ): BatchShapes<Tensor | AttentionResult> {
    this.checkInput(shapes)
    const { query, value }: Parts<BatchShape> = checkParts(this.path, shapes)
    const outputs = [...query.slice(0, -1), value.at(-1)!]
    return returnAttentionScores ? [outputs, [...query.slice(0, -1), value.at(-2)!]] : outputs
  }

  override getConfig(): LayerConfig {
    const { useScale } = this
    const [dropout, seed] = [this.#dropout, this.#seed]
    return { ...super.getConfig(), useScale, dropout, ...(seed !== undefined && { seed }) }
  }
}

/**
 * Dot-product attention (Luong): each output is a mean of the values, weighted by the softmax of the query's dot products with the keys.
 *
 * A mask of the values leaves values out, one of the queries sets outputs to 0 and goes on to the outputs.
 *
 * @shape query [batch, queries, features], value [batch, keys, out], key [batch, keys, features] -> [batch, queries, out]
 * @throws ShapeError when the inputs do not go together
 * @example
 * ```ts
 * const context = new Attention().apply({ query: decoded, value: encoded })
 * ```
 * @source Luong et al. 2015, section 3.1
 */
export class Attention extends ScoredAttention {
  static override readonly className: string = 'Attention'

  readonly scoreMode: 'dot' | 'concat'
  #concatScoreWeight: Variable | undefined

  constructor(options: AttentionOptions = {}) {
    const { scoreMode = 'dot', ...common } = checkOptions('Attention', options, optionNames)
    super('Attention', common, false)
    this.scoreMode = checkChoice('Attention', 'scoreMode', scoreMode, ['dot', 'concat'])
  }

  protected override build(): void {
    const initializer = new Ones()
    if (this.useScale) this.scale = this.addWeight('scale', [], { initializer })
    if (this.scoreMode === 'concat') this.#concatScoreWeight = this.addWeight('concatScoreWeight', [], { initializer })
  }

  protected override scoresOf(query: Tensor, key: Tensor): Tensor {
    const scaled = (x: Tensor): Tensor => (this.scale ? x.mul(this.scale.value) : x)
    if (!this.#concatScoreWeight) return scaled(query.matmul(swapLast(key)))
    const sums = query.expandDims(-2).add(key.expandDims(-3))
    return scaled(sums).tanh().sum(-1).mul(this.#concatScoreWeight.value)
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), scoreMode: this.scoreMode }
  }
}

/** With the last two axes exchanged. */
const swapLast = (x: Tensor): Tensor => {
  const axes = [...x.shape.keys()]
  return x.transpose([...axes.slice(0, -2), x.rank - 1, x.rank - 2])
}
