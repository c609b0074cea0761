/** Share of samples whose class, given one-hot, is predicted. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { oneHotMatches } from './matches.ts'
import { MeanMetric } from './mean-metric.ts'
import { metricOptionNames, type MetricOptions } from './metric.ts'

/**
 * How often the greatest prediction stands where the greatest target does.
 *
 * @shape yTrue, yPred [...batch, classes]
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: [new CategoricalAccuracy()] })
 * ```
 */
export class CategoricalAccuracy extends MeanMetric {
  static override readonly className: string = 'CategoricalAccuracy'

  constructor(options: MetricOptions = {}) {
    super(checkOptions('CategoricalAccuracy', options, metricOptionNames).name ?? 'categoricalAccuracy')
  }

  protected override measure(yTrue: Tensor, yPred: Tensor): Tensor {
    return oneHotMatches(this.name, yTrue, yPred)
  }
}
