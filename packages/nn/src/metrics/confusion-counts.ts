/** How many predictions are right and wrong, of those above and of those below a threshold. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { metricOptionNames, type MetricOptions } from './metric.ts'
import { checkThresholds, type CountName, ThresholdMetric, type ThresholdOption } from './threshold-metric.ts'

/** Options of the counts. */
export interface CountOptions extends MetricOptions {
  /** Predictions above it mean 1. Several, from 0 to 1, give a value for each. Default 0.5. */
  readonly thresholds?: ThresholdOption
}

/** One of the four counts. */
abstract class ConfusionCount<Name extends CountName> extends ThresholdMetric<Name> {
  readonly #counted: Name
  readonly #given: ThresholdOption

  constructor(call: string, counted: Name, options: CountOptions) {
    const { name = counted, thresholds } = checkOptions(call, options, { ...metricOptionNames, thresholds: true })
    super(name, checkThresholds(call, thresholds, 0.5), [counted])
    this.#counted = counted
    this.#given = thresholds
  }

  override result(): Tensor {
    return this.perThreshold(this.count(this.#counted))
  }

  override getConfig(): ClassConfig['config'] {
    return { ...super.getConfig(), ...(this.#given !== undefined && { thresholds: this.#given }) }
  }
}

/**
 * Targets of 1 that are predicted.
 *
 * @shape yTrue, yPred [...]
 * @param options - `thresholds` 0.5
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: [new TruePositives({ thresholds: 0.8 })] })
 * ```
 * @source Keras 3, `keras.metrics.TruePositives`
 */
export class TruePositives extends ConfusionCount<'truePositives'> {
  static override readonly className: string = 'TruePositives'

  constructor(options: CountOptions = {}) {
    super('TruePositives', 'truePositives', options)
  }
}

/**
 * Targets of 0 that are predicted to be 1; otherwise as `TruePositives`.
 *
 * @source Keras 3, `keras.metrics.FalsePositives`
 */
export class FalsePositives extends ConfusionCount<'falsePositives'> {
  static override readonly className: string = 'FalsePositives'

  constructor(options: CountOptions = {}) {
    super('FalsePositives', 'falsePositives', options)
  }
}

/**
 * Targets of 0 that are predicted; otherwise as `TruePositives`.
 *
 * @source Keras 3, `keras.metrics.TrueNegatives`
 */
export class TrueNegatives extends ConfusionCount<'trueNegatives'> {
  static override readonly className: string = 'TrueNegatives'

  constructor(options: CountOptions = {}) {
    super('TrueNegatives', 'trueNegatives', options)
  }
}

/**
 * Targets of 1 that are predicted to be 0; otherwise as `TruePositives`.
 *
 * @source Keras 3, `keras.metrics.FalseNegatives`
 */
export class FalseNegatives extends ConfusionCount<'falseNegatives'> {
  static override readonly className: string = 'FalseNegatives'

  constructor(options: CountOptions = {}) {
    super('FalseNegatives', 'falseNegatives', options)
  }
}
