/** The mean of a loss as a metric. */
import type { Tensor } from '@neurite/core'
import type { Loss } from '../losses/loss.ts'
import { type ClassConfig, toClassConfig } from '../options/class-config.ts'
import type { TableClass } from '../options/class-table.ts'
import { checkOptions } from '../options/check-options.ts'
import { MeanMetric } from './mean-metric.ts'
import { type Metric, metricOptionNames, type MetricOptions } from './metric.ts'

/** The mean of a loss over the samples. `MeanLoss` is this class for users: it knows losses by name, and so takes all of them along. */
export class MeanOfLoss extends MeanMetric {
  // Whoever reads the configuration makes the one that takes whatever stands for a loss.
  static override readonly className: string = 'MeanLoss'
  readonly loss: Loss

  constructor(loss: Loss, options: MetricOptions = {}) {
    super(checkOptions('MeanLoss', options, metricOptionNames).name ?? loss.name)
    this.loss = loss
  }

  protected override measure(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.loss.call(yTrue, yPred.dtype === 'float64' ? yPred : yPred.cast('float32'))
  }

  override getConfig(): ClassConfig['config'] {
    return { ...super.getConfig(), loss: toClassConfig(this.loss) }
  }
}

/** The mean of a loss, as a class that is made like every other metric. */
export const meanOf = (LossClass: new () => Loss): TableClass<Metric> =>
  class extends MeanOfLoss {
    static override readonly className: string = 'MeanLoss'

    constructor(options: MetricOptions = {}) {
      super(new LossClass(), options)
    }
  }
