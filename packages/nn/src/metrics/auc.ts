/** The area under the ROC or the precision-recall curve. */
import { ArgumentError, formatShape, ShapeError, type Tensor, tensor, type Variable } from '@neurite/core'
import { safeDiv } from '../losses/reduction.ts'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkChoice, checkCount, checkFlag } from '../options/check-values.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { area, type curves, type heights } from './area-under-curve.ts'
import { Metric, metricOptionNames, type MetricOptions } from './metric.ts'
import { areEven, casesOf, countsAt, type Counts, type Thresholds } from './threshold-counts.ts'
import { checkThresholds } from './threshold-metric.ts'

/** Options of `AUC`. */
export interface AUCOptions extends MetricOptions {
  /** How many thresholds stand for the curve. Default 200. */
  readonly numThresholds?: number
  /** Default `ROC`. `PRGAIN` is precision gain against recall gain. */
  readonly curve?: keyof typeof curves
  /** What lies between two thresholds. Default `interpolation`. */
  readonly summationMethod?: keyof typeof heights
  /** Thresholds between 0 and 1 instead of evenly distributed ones; the ends are added. */
  readonly thresholds?: readonly number[] | undefined
  /** An area for each position of the last axis, of which the mean is taken. Default false: all are one. */
  readonly multiLabel?: boolean
  /** Positions of the last axis, with `multiLabel`. Default: those of the first batch. */
  readonly numLabels?: number | undefined
  /** Weights of the positions of the last axis. Default: all alike. */
  readonly labelWeights?: readonly number[] | undefined
  /** The predictions are logits. Default false. */
  readonly fromLogits?: boolean
}

const optionNames: OptionNames<AUCOptions> = {
  ...metricOptionNames,
  numThresholds: true,
  curve: true,
  summationMethod: true,
  thresholds: true,
  multiLabel: true,
  numLabels: true,
  labelWeights: true,
  fromLogits: true,
}

const countNames = ['truePositives', 'falsePositives', 'trueNegatives', 'falseNegatives'] as const

/** Beyond 0 and 1, so that predictions there are on a side. */
const margin = 1e-7

function makeThresholds({ thresholds, numThresholds = 200 }: AUCOptions): Thresholds {
  const inner =
    thresholds === undefined
      ? Array.from({ length: checkCount('AUC', 'numThresholds', numThresholds, 2) - 2 }, (_, i) => (i + 1) / (numThresholds - 1))
      : [...checkThresholds('AUC', thresholds, 0.5)].sort((a, b) => a - b)
  const isEven = thresholds === undefined || areEven([0, ...inner, 1])
  return { values: [-margin, ...inner, 1 + margin], areEven: isEven, beginBelow: true }
}

/**
 * The area under a curve of predictions from 0 to 1: ROC, true against false positive rate, or PR, precision against recall.
 *
 * @shape yTrue, yPred [...], or [batch, labels] with `multiLabel`
 * @param options - `numThresholds` 200, `curve` 'ROC', `summationMethod` 'interpolation', `thresholds`, `multiLabel` false,
 *   `numLabels`, `labelWeights`, `fromLogits` false
 * @throws ArgumentError when an option is unknown or out of range
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: [new AUC({ curve: 'PR' })] })
 * ```
 * @source Keras 3, `keras.metrics.AUC`
 */
export class AUC extends Metric {
  static override readonly className: string = 'AUC'
  readonly #options: Omit<AUCOptions, 'name'>
  readonly #curve: keyof typeof curves
  readonly #summationMethod: keyof typeof heights
  readonly #multiLabel: boolean
  readonly #thresholds: Thresholds
  #counts: Readonly<Record<keyof Counts, Variable>> | undefined

  constructor(options: AUCOptions = {}) {
    const { name = 'auc', ...given } = checkOptions('AUC', options, optionNames)
    super(name)
    const { curve = 'ROC', summationMethod = 'interpolation', multiLabel = false, numLabels, labelWeights, fromLogits } = given
    this.#options = given
    this.#curve = checkChoice('AUC', 'curve', curve, ['ROC', 'PR', 'PRGAIN'])
    this.#summationMethod = checkChoice('AUC', 'summationMethod', summationMethod, ['interpolation', 'majoring', 'minoring'])
    this.#multiLabel = checkFlag('AUC', 'multiLabel', multiLabel)
    if (fromLogits !== undefined) checkFlag('AUC', 'fromLogits', fromLogits)
    labelWeights?.forEach((weight) => checkNumber('AUC', 'each of labelWeights', weight, { least: 0 }))
    this.#thresholds = makeThresholds(given)
    if (numLabels !== undefined && !multiLabel) throw new ArgumentError('AUC: numLabels goes with multiLabel: true; leave it out')
    if (!multiLabel) this.#makeCounts(1)
    else if (numLabels !== undefined) this.#makeCounts(checkCount('AUC', 'numLabels', numLabels))
  }

  override update(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    const predictions = this.#options.fromLogits ? yPred.cast('float32').sigmoid() : yPred
    const counts = this.#multiLabel ? this.#countsFor(yPred) : this.#counts!
    const cases = casesOf(this.name, [yTrue, predictions, sampleWeight], { perLabel: this.#multiLabel })
    const added = countsAt(this.#multiLabel ? cases : this.#weighLabels(cases, yPred), this.#thresholds)
    for (const name of countNames) counts[name].assign(counts[name].value.add(added[name]))
  }

  override result(): Tensor {
    if (!this.#counts) throw new ArgumentError(`${this.name}.result: nothing was measured; call update first, or give numLabels`)
    const { truePositives, falsePositives, trueNegatives, falseNegatives } = this.#counts
    const values = {
      truePositives: truePositives.value,
      falsePositives: falsePositives.value,
      trueNegatives: trueNegatives.value,
      falseNegatives: falseNegatives.value,
    }
    const areas = area(values, this.#curve, this.#summationMethod)
    const { labelWeights } = this.#options
    if (!this.#multiLabel || !labelWeights) return areas.mean()
    const weights = tensor([...labelWeights])
    return safeDiv(areas.mul(weights).sum(), weights.sum())
  }

  /** The weights of the cases, times those of their labels. */
  #weighLabels(cases: ReturnType<typeof casesOf>, { shape }: Tensor): ReturnType<typeof casesOf> {
    const { labelWeights } = this.#options
    if (!labelWeights) return cases
    this.#checkLabels(shape, labelWeights.length)
    const each = tensor([...labelWeights]).broadcastTo(shape)
    return { ...cases, weights: cases.weights.mul(each.reshape(cases.weights.shape)) }
  }

  #countsFor({ shape }: Tensor): Readonly<Record<keyof Counts, Variable>> {
    if (shape.length !== 2) {
      throw new ShapeError(`${this.name}: multiLabel needs predictions of shape [batch, labels], got ${formatShape(shape)}`)
    }
    const counts = this.#counts ?? this.#makeCounts(shape[1]!)
    this.#checkLabels(shape, counts.truePositives.shape[1]!)
    if (this.#options.labelWeights) this.#checkLabels(shape, this.#options.labelWeights.length)
    return counts
  }

  #checkLabels(shape: readonly number[], labels: number): void {
    if (shape.at(-1) === labels) return
    throw new ShapeError(`${this.name}: expected predictions of ${labels} labels along the last axis, got ${formatShape(shape)}`)
  }

  #makeCounts(labels: number): Readonly<Record<keyof Counts, Variable>> {
    const shape = [this.#thresholds.values.length, labels]
    const made = countNames.map((name) => [name, this.addState(name, shape)] as const)
    this.#counts = Object.fromEntries(made) as Record<keyof Counts, Variable>
    return this.#counts
  }

  override getConfig(): ClassConfig['config'] {
    return { ...super.getConfig(), ...this.#options }
  }
}
