/** Share of predictions that equal their targets. */
import type { Tensor } from '@neurite/core'
import { alignTargets } from '../losses/fit-targets.ts'
import { checkOptions } from '../options/check-options.ts'
import { MeanMetric } from './mean-metric.ts'
import { metricOptionNames, type MetricOptions } from './metric.ts'

/**
 * How often a prediction equals its target. For classes, 'accuracy' among `metrics` is what is meant: it compares with the best one.
 *
 * @shape yTrue, yPred [...]
 * @example
 * ```ts
 * const accuracy = new Accuracy()
 * accuracy.update(tensor([1, 2, 3]), tensor([1, 2, 4]))
 * ```
 * @source Keras 3, `keras.metrics.Accuracy`
 */
export class Accuracy extends MeanMetric {
  static override readonly className: string = 'Accuracy'

  constructor(options: MetricOptions = {}) {
    super(checkOptions('Accuracy', options, metricOptionNames).name ?? 'accuracy')
  }

  protected override measure(yTrue: Tensor, yPred: Tensor): Tensor {
    return alignTargets(this.name, 'values', yTrue, yPred).cast(yPred.dtype).equal(yPred)
  }
}
