/** Share of samples whose class, given as an index, is predicted. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { sparseMatches } from './matches.ts'
import { MeanMetric } from './mean-metric.ts'
import { metricOptionNames, type MetricOptions } from './metric.ts'

/**
 * How often the greatest prediction stands at the label.
 *
 * @shape yTrue [...batch] or [...batch, 1], yPred [...batch, classes]
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: [new SparseCategoricalAccuracy()] })
 * ```
 */
export class SparseCategoricalAccuracy extends MeanMetric {
  static override readonly className: string = 'SparseCategoricalAccuracy'

  constructor(options: MetricOptions = {}) {
    super(checkOptions('SparseCategoricalAccuracy', options, metricOptionNames).name ?? 'sparseCategoricalAccuracy')
  }

  protected override measure(yTrue: Tensor, yPred: Tensor): Tensor {
    return sparseMatches(this.name, yTrue, yPred)
  }
}
