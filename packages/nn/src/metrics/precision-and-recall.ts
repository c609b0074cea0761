/** Which share of what is predicted is true, and which share of what is true is predicted. */
import type { Tensor } from '@neurite/core'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkCount } from '../options/check-values.ts'
import type { ClassConfig } from '../options/class-config.ts'
import type { CountOptions } from './confusion-counts.ts'
import { metricOptionNames } from './metric.ts'
import { lowest, type Selection } from './threshold-counts.ts'
import { checkThresholds, type CountName, ThresholdMetric } from './threshold-metric.ts'

/** Options of `Precision` and `Recall`. */
export interface PrecisionOptions extends CountOptions {
  /** Only the greatest predictions along the last axis count as predicted, whatever they are. Default: all above the threshold. */
  readonly topK?: number | undefined
  /** The position of the last axis to look at. Default: all together. */
  readonly classId?: number | undefined
}

const optionNames: OptionNames<PrecisionOptions> = { ...metricOptionNames, thresholds: true, topK: true, classId: true }

/** The share of true positives in them and another count. */
abstract class PositiveShare<Other extends CountName> extends ThresholdMetric<'truePositives' | Other> {
  readonly #other: Other
  readonly #given: Omit<PrecisionOptions, 'name'>

  constructor([call, identifier]: readonly [string, string], other: Other, options: PrecisionOptions) {
    const { name = identifier, thresholds, topK, classId } = checkOptions(call, options, optionNames)
    const selection: Selection = {
      topK: topK === undefined ? undefined : checkCount(call, 'topK', topK),
      classId: classId === undefined ? undefined : checkCount(call, 'classId', classId, 0),
    }
    const values = checkThresholds(call, thresholds, topK === undefined ? 0.5 : lowest)
    super(name, values, ['truePositives', other], selection)
    this.#other = other
    this.#given = { thresholds, topK, classId }
  }

  override result(): Tensor {
    return this.perThreshold(this.share('truePositives', this.#other))
  }

  override getConfig(): ClassConfig['config'] {
    const given = Object.entries(this.#given).filter(([, value]) => value !== undefined)
    return { ...super.getConfig(), ...Object.fromEntries(given) }
  }
}

/**
 * `truePositives / (truePositives + falsePositives)`; 0 where nothing is predicted.
 *
 * @shape yTrue, yPred [...]
 * @param options - `thresholds` 0.5, `topK`, `classId`
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: [new Precision({ thresholds: 0.8 })] })
 * ```
 * @source Keras 3, `keras.metrics.Precision`
 */
export class Precision extends PositiveShare<'falsePositives'> {
  static override readonly className: string = 'Precision'

  constructor(options: PrecisionOptions = {}) {
    super(['Precision', 'precision'], 'falsePositives', options)
  }
}

/**
 * `truePositives / (truePositives + falseNegatives)`; 0 where nothing is true.
 *
 * @shape yTrue, yPred [...]
 * @param options - `thresholds` 0.5, `topK`, `classId`
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: [new Recall({ topK: 3 })] })
 * ```
 * @source Keras 3, `keras.metrics.Recall`
 */
export class Recall extends PositiveShare<'falseNegatives'> {
  static override readonly className: string = 'Recall'

  constructor(options: PrecisionOptions = {}) {
    super(['Recall', 'recall'], 'falseNegatives', options)
  }
}
