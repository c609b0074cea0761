/** Any loss as a metric. */
import type { Tensor } from '@neurite/core'
import { getLoss, type LossLike } from '../losses/get-loss.ts'
import type { Loss } from '../losses/loss.ts'
import { checkOptions } from '../options/check-options.ts'
import type { ClassConfig } from '../options/class-table.ts'
import { toClassConfig } from '../options/named-class.ts'
import { MeanMetric } from './mean-metric.ts'
import { metricOptionNames, type MetricOptions } from './metric.ts'

/**
 * The mean of a loss, or of a function of targets and predictions, over the samples.
 *
 * Where Keras has a loss and a metric of one name, such as `MeanSquaredError`, the class is the loss; the metric is
 * `new MeanLoss('meanSquaredError')`, and among `metrics` the name alone means it. It is also Keras's `MeanMetricWrapper`.
 *
 * @param loss - what the mean is taken of: a loss, its name, or a function
 * @example
 * ```ts
 * const calibrated = new MeanLoss(new BinaryCrossentropy({ fromLogits: true }), { name: 'crossentropy' })
 * model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: ['meanAbsoluteError', calibrated] })
 * ```
 */
export class MeanLoss extends MeanMetric {
  static override readonly className: string = 'MeanLoss'
  readonly loss: Loss

  constructor(loss: LossLike, options: MetricOptions = {}) {
    const measured = getLoss('MeanLoss', loss)
    super(checkOptions('MeanLoss', options, metricOptionNames).name ?? measured.name)
    this.loss = measured
  }

  protected override measure(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.loss.call(yTrue, yPred.dtype === 'float64' ? yPred : yPred.cast('float32'))
  }

  override getConfig(): ClassConfig['config'] {
    return { ...super.getConfig(), loss: toClassConfig(this.loss) }
  }

  static override fromConfig({ loss, ...options }: ClassConfig['config']): MeanLoss {
    return new MeanLoss(loss as LossLike, options)
  }
}
