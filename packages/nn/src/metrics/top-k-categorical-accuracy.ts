/** Share of samples whose class, given one-hot, is among the best predictions. */
import type { Tensor } from '@neurite/core'
import { alignTargets } from '../losses/fit-targets.ts'
import { checkOptions } from '../options/check-options.ts'
import { checkCount } from '../options/check-values.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { topMatches } from './matches.ts'
import { MeanMetric } from './mean-metric.ts'
import { metricOptionNames, type MetricOptions } from './metric.ts'

/** Options of metrics over the best predictions. */
export interface TopKOptions extends MetricOptions {
  /** How many predictions count as the best. Default 5. */
  readonly k?: number
}

/**
 * How often the class of the greatest target is among the `k` greatest predictions.
 *
 * @shape yTrue, yPred [...batch, classes]
 * @param options - `k` 5
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: [new TopKCategoricalAccuracy({ k: 3 })] })
 * ```
 * @source Keras 3, `keras.metrics.TopKCategoricalAccuracy`
 */
export class TopKCategoricalAccuracy extends MeanMetric {
  static override readonly className: string = 'TopKCategoricalAccuracy'
  readonly k: number

  constructor(options: TopKOptions = {}) {
    const call = 'TopKCategoricalAccuracy'
    const { name = 'topKCategoricalAccuracy', k = 5 } = checkOptions(call, options, { ...metricOptionNames, k: true })
    super(name)
    this.k = checkCount(call, 'k', k)
  }

  protected override measure(yTrue: Tensor, yPred: Tensor): Tensor {
    return topMatches(this.name, alignTargets(this.name, 'values', yTrue, yPred).argMax(-1), yPred, this.k)
  }

  override getConfig(): ClassConfig['config'] {
    return { ...super.getConfig(), k: this.k }
  }
}
