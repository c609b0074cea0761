/** Any loss as a metric. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import type { Loss } from '../losses/loss.ts'
import { MeanMetric } from './mean-metric.ts'
import type { MetricOptions } from './metric.ts'

/**
 * The mean of a loss over the samples.
 *
 * @param loss - what the mean is taken of
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: [new MeanLoss(new MeanAbsoluteError())] })
 * ```
 */
export class MeanLoss extends MeanMetric {
  private readonly loss: Loss

  constructor(loss: Loss, options: MetricOptions = {}) {
    super(checkOptions('MeanLoss', options, { name: true }).name ?? loss.name)
    this.loss = loss
  }

  protected override measure(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.loss.call(yTrue, yPred)
  }
}
