/** Attention whose scores are sums. */
import type { Tensor } from '@neurite/core'
import { GlorotUniform } from '../../initializers/glorot.ts'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkExtent } from '../check-extents.ts'
import { type BatchShapes, layerOptionNames } from '../layer.ts'
import { type AdditiveAttentionOptions, ScoredAttention } from './attention.ts'
import { type AttentionInputs, checkParts } from './attention-inputs.ts'

const optionNames: OptionNames<AdditiveAttentionOptions> = { ...layerOptionNames, useScale: true, dropout: true, seed: true }

/**
 * Additive attention (Bahdanau): each output is a mean of the values, weighted by the softmax of `sum(scale * tanh(query + key))`.
 *
 * A mask of the values leaves values out, one of the queries sets outputs to 0 and goes on to the outputs.
 *
 * @shape query [batch, queries, features], value [batch, keys, features], key as value -> [batch, queries, features]
 * @throws ShapeError when the inputs do not go together
 * @example
 * ```ts
 * const context = new AdditiveAttention().apply({ query: decoded, value: encoded })
 * ```
 * @source Bahdanau et al. 2015, section A.1.2
 */
export class AdditiveAttention extends ScoredAttention {
  static override readonly className: string = 'AdditiveAttention'

  constructor(options: AdditiveAttentionOptions = {}) {
    super('AdditiveAttention', checkOptions('AdditiveAttention', options, optionNames), true)
  }

  protected override checkInput(shapes: BatchShapes<AttentionInputs>): void {
    const { query } = checkParts(this.path, shapes)
    if (this.useScale) checkExtent(this.path, query, query.length - 1, this.scale?.shape[0], 'query')
  }

  protected override build(shapes: BatchShapes<AttentionInputs>): void {
    const { query } = checkParts(this.path, shapes)
    if (this.useScale) this.scale = this.addWeight('scale', [query.at(-1)!], { initializer: new GlorotUniform() })
  }

  protected override scoresOf(query: Tensor, key: Tensor): Tensor {
    const sums = query.expandDims(-2).add(key.expandDims(-3)).tanh()
    return (this.scale ? sums.mul(this.scale.value) : sums).sum(-1)
  }
}
