/** Metrics that compare targets and predictions as vectors along an axis. */
import type { Tensor } from '@neurite/core'
import { alignTargets } from '../losses/fit-targets.ts'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions } from '../options/check-options.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { MeanMetric } from './mean-metric.ts'
import { metricOptionNames, type MetricOptions } from './metric.ts'

/** Options of metrics over vectors. */
export interface AlongAxisOptions extends MetricOptions {
  /** Along which the vectors lie. Default -1. */
  readonly axis?: number
}

/** The mean of a comparison of vectors. */
export abstract class AlongAxis extends MeanMetric {
  readonly axis: number

  constructor(call: string, identifier: string, options: AlongAxisOptions) {
    const { name = identifier, axis = -1 } = checkOptions(call, options, { ...metricOptionNames, axis: true })
    super(name)
    this.axis = checkNumber(call, 'axis', axis, { integer: true })
  }

  /** The comparison; the axis vanishes. Both are float32. */
  protected abstract compare(yTrue: Tensor, yPred: Tensor): Tensor

  protected override measure(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.compare(alignTargets(this.name, 'values', yTrue, yPred).cast('float32'), yPred.cast('float32'))
  }

  override getConfig(): ClassConfig['config'] {
    return { ...super.getConfig(), axis: this.axis }
  }
}
