/** Any loss as a metric. */
import { getLoss } from '../losses/get-loss.ts'
import type { LossLike } from '../losses/everyday-losses.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { MeanOfLoss } from './mean-of-loss.ts'
import type { MetricOptions } from './metric.ts'

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
export class MeanLoss extends MeanOfLoss {
  static override readonly className: string = 'MeanLoss'

  constructor(loss: LossLike, options: MetricOptions = {}) {
    super(getLoss('MeanLoss', loss), options)
  }

  static override fromConfig({ loss, ...options }: ClassConfig['config']): MeanLoss {
    return new MeanLoss(loss as LossLike, options)
  }
}
