/** Attention in several heads. */
import { ArgumentError, formatShape, type Shape, ShapeError } from '@neurite/core'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkCount } from '../../options/check-values.ts'
import type { LayerConfig } from '../layer.ts'
import { ProjectedAttention, projectedAttentionOptionNames, type ProjectedAttentionOptions } from './projected-attention.ts'

/** Options of `MultiHeadAttention`. */
export interface MultiHeadAttentionOptions extends ProjectedAttentionOptions {
  /** Size of each head's value vectors. Default: `keyDim`. */
  readonly valueDim?: number
  /** Shape of the features of one output. Default: as the queries. */
  readonly outputShape?: number | Shape
  /** Axes of positions that attention runs over. Default: all between batch and features. */
  readonly attentionAxes?: number | readonly number[]
}

const optionNames: OptionNames<MultiHeadAttentionOptions> = {
  ...projectedAttentionOptionNames,
  valueDim: true,
  outputShape: true,
  attentionAxes: true,
}

const asList = (value: number | readonly number[] | undefined): readonly number[] | undefined =>
  typeof value === 'number' ? [value] : value

/**
 * Multi-head attention: projects queries, keys and values into several heads, lets each attend by scaled dot products, and projects what
 * they found back. Self-attention where query and value are one tensor.
 *
 * Masks of query, value and key leave positions out; that of the query goes on to the outputs. A query that may look at nothing
 * gets a mean of nothing: zeros, before the last projection.
 *
 * @shape query [batch, queries, in], value [batch, values, valueIn], key [batch, values, keyIn] -> [batch, queries, in]; scores
 * [batch, heads, queries, values]
 * @dtype float16 | float32 | float64 (the layer's)
 * @param numHeads - at least 1
 * @param keyDim - size of each head's query and key vectors
 * @throws ShapeError when the inputs do not go together; ArgumentError when an option is out of range
 * @example
 * ```ts
 * const attention = new MultiHeadAttention(8, 64)
 * const y = attention.apply({ query: x, value: x }, { useCausalMask: true })
 * ```
 * @source Vaswani et al. 2017, section 3.2.2
 */
export class MultiHeadAttention extends ProjectedAttention {
  static override readonly className: string = 'MultiHeadAttention'

  readonly numHeads: number
  readonly keyDim: number
  readonly valueDim: number
  readonly #outputShape: Shape | undefined
  readonly #attentionAxes: readonly number[] | undefined

  constructor(numHeads: number, keyDim: number, options: MultiHeadAttentionOptions = {}) {
    const call = 'MultiHeadAttention'
    checkCount(call, 'numHeads', numHeads)
    checkCount(call, 'keyDim', keyDim)
    const { valueDim = keyDim, outputShape, attentionAxes, ...common } = checkOptions(call, options, optionNames)
    checkCount(call, 'valueDim', valueDim)
    super(call, common, { queryHeads: numHeads, keyHeads: numHeads, keyDim, valueDim })
    this.numHeads = numHeads
    this.keyDim = keyDim
    this.valueDim = valueDim
    this.#outputShape = asList(outputShape)?.map((extent) => checkCount(call, 'outputShape', extent))
    this.#attentionAxes = asList(attentionAxes)
    if (this.#attentionAxes && (this.#attentionAxes.length === 0 || !this.#attentionAxes.every(Number.isSafeInteger))) {
      throw new ArgumentError(
        `${call}: attentionAxes must be an integer or a list of integers, got ${JSON.stringify(attentionAxes)}`,
      )
    }
  }

  protected override attendedAxes(rank: number): readonly number[] {
    if (!this.#attentionAxes) return Array.from({ length: rank - 2 }, (_, index) => index + 1)
    const axes = this.#attentionAxes.map((axis) => (axis < 0 ? axis + rank : axis))
    if (axes.every((axis, index) => axis > 0 && axis < rank - 1 && axes.indexOf(axis) === index)) return axes
    throw new ShapeError(
      `${this.path}: expected attentionAxes between batch and features, got ${formatShape(this.#attentionAxes)} for inputs of ${rank} axes`,
    )
  }

  protected override outputFeatures(queryFeatures: number): Shape {
    return this.#outputShape ?? [queryFeatures]
  }

  override getConfig(): LayerConfig {
    const { numHeads, keyDim, valueDim } = this
    const [outputShape, attentionAxes] = [this.#outputShape, this.#attentionAxes]
    return {
      ...super.getConfig(),
      numHeads,
      keyDim,
      valueDim,
      ...(outputShape && { outputShape }),
      ...(attentionAxes && { attentionAxes }),
    }
  }

  static override fromConfig({ numHeads, keyDim, ...options }: LayerConfig): MultiHeadAttention {
    return new this(numHeads as number, keyDim as number, options)
  }
}
