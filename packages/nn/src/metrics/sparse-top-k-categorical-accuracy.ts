/** Share of samples whose class, given as an index, is among the best predictions. */
import type { Tensor } from '@neurite/core'
import { alignTargets } from '../losses/fit-targets.ts'
import { checkOptions } from '../options/check-options.ts'
import { checkCount, checkFlag } from '../options/check-values.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { topMatches } from './matches.ts'
import { MeanMetric } from './mean-metric.ts'
import { metricOptionNames } from './metric.ts'
import type { TopKOptions } from './top-k-categorical-accuracy.ts'

/** Options of `SparseTopKCategoricalAccuracy`. */
export interface SparseTopKOptions extends TopKOptions {
  /** Predictions are class indices, the best first, instead of scores. Default false. */
  readonly fromSortedIds?: boolean
}

/**
 * How often the label is among the `k` greatest predictions.
 *
 * @shape yTrue [...batch] or [...batch, 1], yPred [...batch, classes]
 * @param options - `k` 5, `fromSortedIds` false: predictions are class indices, the best first
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: [new SparseTopKCategoricalAccuracy({ k: 3 })] })
 * ```
 * @source Keras 3, `keras.metrics.SparseTopKCategoricalAccuracy`
 */
export class SparseTopKCategoricalAccuracy extends MeanMetric {
  static override readonly className: string = 'SparseTopKCategoricalAccuracy'
  readonly k: number
  readonly fromSortedIds: boolean

  constructor(options: SparseTopKOptions = {}) {
    const call = 'SparseTopKCategoricalAccuracy'
    const names = { ...metricOptionNames, k: true, fromSortedIds: true } as const
    const { name = 'sparseTopKCategoricalAccuracy', k = 5, fromSortedIds = false } = checkOptions(call, options, names)
    super(name)
    this.k = checkCount(call, 'k', k)
    this.fromSortedIds = checkFlag(call, 'fromSortedIds', fromSortedIds)
  }

  protected override measure(yTrue: Tensor, yPred: Tensor): Tensor {
    if (!this.fromSortedIds) return topMatches(this.name, yTrue, yPred, this.k)
    const labels = alignTargets(this.name, 'labels', yTrue, yPred).cast(yPred.dtype).expandDims(-1)
    const best = yPred.slice([], { limits: [...yPred.shape.slice(0, -1), Math.min(this.k, yPred.shape.at(-1)!)] })
    return labels.equal(best).any(-1)
  }

  override getConfig(): ClassConfig['config'] {
    return { ...super.getConfig(), k: this.k, fromSortedIds: this.fromSortedIds }
  }
}
