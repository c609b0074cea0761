/** The base of metrics that are the mean of something over the samples. */
import type { Tensor, Variable } from '@neurite/core'
import { Mean } from './mean.ts'
import { Metric } from './metric.ts'

/**
 * The mean of a function of targets and predictions.
 *
 * @example
 * ```ts
 * class Bias extends MeanMetric {
 *   constructor() {
 *     super('bias')
 *   }
 *
 *   protected override measure(yTrue: Tensor, yPred: Tensor): Tensor {
 *     return yPred.sub(yTrue)
 *   }
 * }
 * ```
 */
export abstract class MeanMetric extends Metric {
  private readonly mean: Mean

  constructor(name: string) {
    super(name)
    this.mean = new Mean({ name })
  }

  /** What the mean is taken of: every element counts alike. */
  protected abstract measure(yTrue: Tensor, yPred: Tensor): Tensor

  get variables(): readonly Variable[] {
    return this.mean.variables
  }

  override update(yTrue: Tensor, yPred: Tensor): void {
    this.mean.update(this.measure(yTrue, yPred))
  }

  override result(): Tensor {
    return this.mean.result()
  }
}
