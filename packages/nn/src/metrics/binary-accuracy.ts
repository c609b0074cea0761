/** Share of predictions on the right side of a threshold. */
import { ArgumentError, type Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { binaryMatches } from './matches.ts'
import { MeanMetric } from './mean-metric.ts'
import type { MetricOptions } from './metric.ts'

/** Options of `BinaryAccuracy`. */
export interface BinaryAccuracyOptions extends MetricOptions {
  /** Predictions above it mean 1. Default 0.5. */
  readonly threshold?: number
}

/**
 * How often a prediction is on the side of the threshold that its target, 0 or 1, says.
 *
 * @shape yTrue, yPred [...]
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: [new BinaryAccuracy({ threshold: 0.8 })] })
 * ```
 */
export class BinaryAccuracy extends MeanMetric {
  readonly threshold: number

  constructor(options: BinaryAccuracyOptions = {}) {
    const { name = 'binaryAccuracy', threshold = 0.5 } = checkOptions('BinaryAccuracy', options, { name: true, threshold: true })
    super(name)
    if (!Number.isFinite(threshold))
      throw new ArgumentError(`BinaryAccuracy: threshold must be a finite number, got ${String(threshold)}`)
    this.threshold = threshold
  }

  protected override measure(yTrue: Tensor, yPred: Tensor): Tensor {
    return binaryMatches(this.name, yTrue, yPred, this.threshold)
  }
}
