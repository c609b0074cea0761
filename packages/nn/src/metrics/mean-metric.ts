/** The base of metrics that are the mean of something over the samples. */
import type { Tensor, Variable } from '@neurite/core'
import { maskOf } from '../layers/mask.ts'
import { bothMasks, mergeMask } from '../losses/reduction.ts'
import { Mean } from './mean.ts'
import { Metric } from './metric.ts'

/**
 * The mean of a function of targets and predictions.
 *
 * Values do not count where the mask that the predictions carry is false, or the one that `measure` made its result carry.
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
  readonly #mean: Mean

  constructor(name: string) {
    super(name)
    this.#mean = new Mean({ name })
  }

  /** What the mean is taken of: a value per sample, or several, of which the mean counts. */
  protected abstract measure(yTrue: Tensor, yPred: Tensor): Tensor

  override get variables(): readonly Variable[] {
    return this.#mean.variables
  }

  override update(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    const values = this.measure(yTrue, yPred)
    const mask = bothMasks(maskOf(yPred), maskOf(values))
    const floats = values.cast('float32')
    this.#mean.update(floats, mask ? mergeMask(this.name, floats, { sampleWeight, mask }, 'sum') : sampleWeight)
  }

  override result(): Tensor {
    return this.#mean.result()
  }
}
