/** Share of predictions on the right side of a threshold. */
import type { Tensor } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions } from '../options/check-options.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { binaryMatches } from './matches.ts'
import { MeanMetric } from './mean-metric.ts'
import { metricOptionNames, type MetricOptions } from './metric.ts'

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
  static override readonly className: string = 'BinaryAccuracy'
  readonly threshold: number

  constructor(options: BinaryAccuracyOptions = {}) {
    const { name = 'binaryAccuracy', threshold = 0.5 } = checkOptions('BinaryAccuracy', options, {
      ...metricOptionNames,
      threshold: true,
    })
    super(name)
    this.threshold = checkNumber('BinaryAccuracy', 'threshold', threshold)
  }

  protected override measure(yTrue: Tensor, yPred: Tensor): Tensor {
    return binaryMatches(this.name, yTrue, yPred, this.threshold)
  }

  override getConfig(): ClassConfig['config'] {
    return { ...super.getConfig(), threshold: this.threshold }
  }
}
