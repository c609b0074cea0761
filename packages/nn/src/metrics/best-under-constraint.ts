/** The best that one rate can be where another is good enough, over all thresholds. */
import { type Tensor, where } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { checkCount, checkShare } from '../options/check-values.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { metricOptionNames, type MetricOptions } from './metric.ts'
import { ThresholdMetric } from './threshold-metric.ts'

/** Options of metrics at a constraint. */
export interface ConstraintOptions extends MetricOptions {
  /** Thresholds from 0 to 1 that are tried. Default 200. */
  readonly numThresholds?: number
  /** The position of the last axis to look at. Default: all together. */
  readonly classId?: number | undefined
}

/** Thresholds at equal distances from 0 to 1. */
const evenThresholds = (count: number): number[] =>
  count === 1 ? [0.5] : Array.from({ length: count }, (_, index) => index / (count - 1))

const countNames = ['truePositives', 'falsePositives', 'trueNegatives', 'falseNegatives'] as const

/** Shares of counts. */
const rates = {
  recall: ['truePositives', 'falseNegatives'],
  sensitivity: ['truePositives', 'falseNegatives'],
  precision: ['truePositives', 'falsePositives'],
  specificity: ['trueNegatives', 'falsePositives'],
} as const

type Rate = keyof typeof rates

/** What a metric of this kind is: the greatest `best` among thresholds where `constrained` is at least what the option says. */
interface Plan<Option extends Rate> {
  readonly call: string
  readonly identifier: string
  readonly best: Rate
  readonly constrained: Option
}

abstract class BestUnderConstraint<Option extends Rate> extends ThresholdMetric<(typeof countNames)[number]> {
  readonly #plan: Plan<Option>
  readonly #given: Omit<ConstraintOptions, 'name'>
  readonly #least: number

  constructor(plan: Plan<Option>, options: ConstraintOptions & Readonly<Record<Option, number>>) {
    const { call, identifier, constrained } = plan
    const names = { ...metricOptionNames, numThresholds: true, classId: true, [constrained]: true }
    checkOptions<object>(call, options, names)
    const { name = identifier, numThresholds = 200, classId } = options
    checkCount(call, 'numThresholds', numThresholds)
    if (classId !== undefined) checkCount(call, 'classId', classId, 0)
    super(name, evenThresholds(numThresholds), countNames, { classId })
    this.#plan = plan
    this.#given = { numThresholds, ...(classId !== undefined && { classId }) }
    this.#least = checkShare(call, constrained, options[constrained])
  }

  override result(): Tensor {
    const isFeasible = this.#rate(this.#plan.constrained).greaterEqual(this.#least)
    return where(isFeasible, this.#rate(this.#plan.best), 0).max()
  }

  #rate(name: Rate): Tensor {
    const [count, other] = rates[name]
    return this.share(count, other)
  }

  override getConfig(): ClassConfig['config'] {
    return { ...super.getConfig(), ...this.#given, [this.#plan.constrained]: this.#least }
  }
}

/**
 * The greatest precision at a threshold where the recall is at least `recall`.
 *
 * @shape yTrue, yPred [...]
 * @param options - `recall`, from 0 to 1; `numThresholds` 200; `classId`
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: [new PrecisionAtRecall({ recall: 0.8 })] })
 * ```
 * @source Keras 3, `keras.metrics.PrecisionAtRecall`
 */
export class PrecisionAtRecall extends BestUnderConstraint<'recall'> {
  static override readonly className: string = 'PrecisionAtRecall'

  constructor(options: ConstraintOptions & { readonly recall: number }) {
    const plan = { call: 'PrecisionAtRecall', identifier: 'precisionAtRecall', best: 'precision', constrained: 'recall' } as const
    super(plan, options)
  }
}

/**
 * The greatest recall at a threshold where the precision is at least `precision`; otherwise as `PrecisionAtRecall`.
 *
 * @source Keras 3, `keras.metrics.RecallAtPrecision`
 */
export class RecallAtPrecision extends BestUnderConstraint<'precision'> {
  static override readonly className: string = 'RecallAtPrecision'

  constructor(options: ConstraintOptions & { readonly precision: number }) {
    const plan = { call: 'RecallAtPrecision', identifier: 'recallAtPrecision', best: 'recall', constrained: 'precision' } as const
    super(plan, options)
  }
}

/**
 * The greatest sensitivity (recall) at a threshold where the specificity, the share of the targets of 0 that are predicted, is at
 * least `specificity`; otherwise as `PrecisionAtRecall`.
 *
 * @source Keras 3, `keras.metrics.SensitivityAtSpecificity`
 */
export class SensitivityAtSpecificity extends BestUnderConstraint<'specificity'> {
  static override readonly className: string = 'SensitivityAtSpecificity'

  constructor(options: ConstraintOptions & { readonly specificity: number }) {
    const call = 'SensitivityAtSpecificity'
    super({ call, identifier: 'sensitivityAtSpecificity', best: 'sensitivity', constrained: 'specificity' }, options)
  }
}

/**
 * The greatest specificity at a threshold where the sensitivity is at least `sensitivity`; otherwise as `PrecisionAtRecall`.
 *
 * @source Keras 3, `keras.metrics.SpecificityAtSensitivity`
 */
export class SpecificityAtSensitivity extends BestUnderConstraint<'sensitivity'> {
  static override readonly className: string = 'SpecificityAtSensitivity'

  constructor(options: ConstraintOptions & { readonly sensitivity: number }) {
    const call = 'SpecificityAtSensitivity'
    super({ call, identifier: 'specificityAtSensitivity', best: 'specificity', constrained: 'sensitivity' }, options)
  }
}
