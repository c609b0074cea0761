/** How far the directions of targets and predictions agree, as a metric. */
import type { Tensor } from '@neurite/core'
import { unitVectors } from '../losses/cosine-similarity.ts'
import { AlongAxis, type AlongAxisOptions } from './along-axis.ts'

/**
 * The mean of `sum(unit(yTrue) * unit(yPred))` over the last axis: 1 where the directions are equal. The loss `CosineSimilarity` has
 * the other sign. Among `metrics`, 'cosineSimilarity' means this.
 *
 * @shape yTrue, yPred [...batch, size]
 * @param options - `axis` -1: along which the vectors lie
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: 'cosineSimilarity', metrics: ['cosineSimilarity'] })
 * ```
 * @source Keras 3, `keras.metrics.CosineSimilarity`
 */
export class MeanCosineSimilarity extends AlongAxis {
  static override readonly className: string = 'MeanCosineSimilarity'

  constructor(options: AlongAxisOptions = {}) {
    super('MeanCosineSimilarity', 'cosineSimilarity', options)
  }

  protected override compare(yTrue: Tensor, yPred: Tensor): Tensor {
    return unitVectors(yTrue, this.axis).mul(unitVectors(yPred, this.axis)).sum(this.axis)
  }
}
