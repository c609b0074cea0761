/** The root of the mean of squared differences. */
import type { Tensor } from '@neurite/core'
import { alignTargets } from '../losses/fit-targets.ts'
import { checkOptions } from '../options/check-options.ts'
import { MeanMetric } from './mean-metric.ts'
import { metricOptionNames, type MetricOptions } from './metric.ts'

/**
 * `sqrt(mean((yPred - yTrue)^2))` over everything.
 *
 * @shape yTrue, yPred [batch, ...]
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: [new RootMeanSquaredError()] })
 * ```
 * @source Keras 3, `keras.metrics.RootMeanSquaredError`
 */
export class RootMeanSquaredError extends MeanMetric {
  static override readonly className: string = 'RootMeanSquaredError'

  constructor(options: MetricOptions = {}) {
    super(checkOptions('RootMeanSquaredError', options, metricOptionNames).name ?? 'rootMeanSquaredError')
  }

  protected override measure(yTrue: Tensor, yPred: Tensor): Tensor {
    const p = yPred.cast('float32')
    return p.sub(alignTargets(this.name, 'values', yTrue, yPred).cast('float32')).square()
  }

  override result(): Tensor {
    return super.result().sqrt()
  }
}
