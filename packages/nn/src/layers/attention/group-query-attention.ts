/** Attention in several heads, of which groups share keys and values. */
import { ArgumentError, type Shape, ShapeError } from '@neurite/core'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkCount } from '../../options/check-values.ts'
import type { LayerConfig } from '../layer.ts'
import { ProjectedAttention, projectedAttentionOptionNames, type ProjectedAttentionOptions } from './projected-attention.ts'

/** Options of `GroupQueryAttention`. */
export interface GroupQueryAttentionOptions extends ProjectedAttentionOptions {
  /** Size of the vectors of each head. */
  readonly headDim: number
  /** Heads of queries. */
  readonly numQueryHeads: number
  /** Heads of keys and values; divides `numQueryHeads`. 1 is multi-query attention. */
  readonly numKeyValueHeads: number
}

const optionNames: OptionNames<GroupQueryAttentionOptions> = {
  ...projectedAttentionOptionNames,
  headDim: true,
  numQueryHeads: true,
  numKeyValueHeads: true,
}

/**
 * Grouped-query attention: as `MultiHeadAttention`, but several query heads share one head of keys and values.
 *
 * @shape query [batch, queries, in], value [batch, values, valueIn], key [batch, values, keyIn] -> [batch, queries, in]; scores
 * [batch, heads, queries, values]
 * @dtype float16 | float32 | float64 (the layer's)
 * @throws ShapeError when the inputs do not go together; ArgumentError when the numbers of heads do not divide
 * @example
 * ```ts
 * const attention = new GroupQueryAttention({ headDim: 64, numQueryHeads: 8, numKeyValueHeads: 2 })
 * const y = attention.apply({ query: x, value: x })
 * ```
 * @source Ainslie et al. 2023, section 2.2
 */
export class GroupQueryAttention extends ProjectedAttention {
  static override readonly className: string = 'GroupQueryAttention'

  constructor(options: GroupQueryAttentionOptions) {
    const call = 'GroupQueryAttention'
    const { headDim, numQueryHeads, numKeyValueHeads, ...common } = checkOptions(call, options, optionNames)
    checkCount(call, 'headDim', headDim)
    checkCount(call, 'numQueryHeads', numQueryHeads)
    checkCount(call, 'numKeyValueHeads', numKeyValueHeads)
    if (numQueryHeads % numKeyValueHeads !== 0) {
      throw new ArgumentError(
        `${call}: numKeyValueHeads must divide numQueryHeads, got ${numKeyValueHeads} and ${numQueryHeads}; 1 always does`,
      )
    }
    super(call, common, { queryHeads: numQueryHeads, keyHeads: numKeyValueHeads, keyDim: headDim, valueDim: headDim })
  }

  protected override attendedAxes(rank: number): readonly number[] {
    if (rank === 3) return [1]
    throw new ShapeError(`${this.path}: expected inputs of shape [batch, positions, features], got inputs of ${rank} axes`)
  }

  protected override outputFeatures(queryFeatures: number): Shape {
    return [queryFeatures]
  }

  override getConfig(): LayerConfig {
    const { keyDim, queryHeads, keyHeads } = this.heads
    return { ...super.getConfig(), headDim: keyDim, numQueryHeads: queryHeads, numKeyValueHeads: keyHeads }
  }

  static override fromConfig(config: LayerConfig): GroupQueryAttention {
    // The constructor checks what the type cannot say here.
    return new this(config as unknown as GroupQueryAttentionOptions)
  }
}
