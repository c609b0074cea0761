/** The harmonic mean of precision and recall. */
import { ArgumentError, formatShape, ShapeError, type Tensor, type Variable } from '@neurite/core'
import { alignTargets } from '../losses/fit-targets.ts'
import { epsilon } from '../losses/probabilities.ts'
import { alignWeights } from '../losses/reduction.ts'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkChoice } from '../options/check-values.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { Metric, metricOptionNames, type MetricOptions } from './metric.ts'

const averages = ['micro', 'macro', 'weighted'] as const

/** Options of `F1Score`. */
export interface F1ScoreOptions extends MetricOptions {
  /**
   * `micro`: all classes together. `macro`: the mean over classes. `weighted`: the mean, where classes weigh what they occur.
   * Default: a value per class.
   */
  readonly average?: (typeof averages)[number] | undefined
  /** Predictions above it count. Default: the greatest one of each sample. */
  readonly threshold?: number | undefined
}

/** Options of `FBetaScore`. */
export interface FBetaScoreOptions extends F1ScoreOptions {
  /** How much more recall weighs than precision. Default 1. */
  readonly beta?: number
}

const f1OptionNames: OptionNames<F1ScoreOptions> = { ...metricOptionNames, average: true, threshold: true }

const optionNames: OptionNames<FBetaScoreOptions> = { ...f1OptionNames, beta: true }

const countNames = ['truePositives', 'falsePositives', 'falseNegatives', 'intermediateWeights'] as const

type CountsOf<T> = Readonly<Record<(typeof countNames)[number], T>>

/** What `F1Score` and `FBetaScore` share. */
abstract class FScore extends Metric {
  protected readonly average: F1ScoreOptions['average']
  protected readonly threshold: number | undefined
  /** How much more recall counts than precision. */
  protected readonly beta: number
  #counts: CountsOf<Variable> | undefined

  constructor(call: string, identifier: string, { name = identifier, average, threshold, beta = 1 }: FBetaScoreOptions) {
    super(name)
    this.average = average === undefined ? average : checkChoice(call, 'average', average, averages)
    this.threshold = threshold === undefined ? threshold : checkNumber(call, 'threshold', threshold, { above: 0, most: 1 })
    this.beta = checkNumber(call, 'beta', beta, { above: 0 })
    if (average === 'micro') this.#makeCounts([])
  }

  override update(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    if (yPred.rank !== 2) {
      throw new ShapeError(`${this.name}: expected predictions of shape [batch, classes], got ${formatShape(yPred.shape)}`)
    }
    const isMicro = this.average === 'micro'
    const counts = this.#counts ?? this.#makeCounts([yPred.shape[1]!])
    const y = alignTargets(this.name, 'values', yTrue, yPred).cast('float32')
    const p = this.#isPredicted(yPred.cast('float32')).cast('float32')
    const weights = sampleWeight && alignWeights(`${this.name}: sampleWeight`, sampleWeight.cast('float32'), yPred.shape)
    const sum = (x: Tensor): Tensor => (weights ? x.mul(weights) : x).sum(isMicro ? undefined : 0)
    const added: CountsOf<Tensor> = {
      truePositives: sum(p.mul(y)),
      falsePositives: sum(p.mul(y.neg().add(1))),
      falseNegatives: sum(p.neg().add(1).mul(y)),
      intermediateWeights: sum(y),
    }
    for (const name of countNames) counts[name].assign(counts[name].value.add(added[name]))
  }

  override result(): Tensor {
    if (!this.#counts) throw new ArgumentError(`${this.name}.result: nothing was measured; call update first`)
    const { truePositives, falsePositives, falseNegatives, intermediateWeights } = this.#counts
    const found = truePositives.value
    const precision = found.div(found.add(falsePositives.value).add(epsilon))
    const recall = found.div(found.add(falseNegatives.value).add(epsilon))
    const square = this.beta ** 2
    const mean = precision.mul(recall).div(precision.mul(square).add(recall).add(epsilon))
    const scores = mean.mul(1 + square)
    if (this.average === undefined) return scores
    if (this.average !== 'weighted') return scores.mean()
    const weights = intermediateWeights.value
    return scores.mul(weights.div(weights.sum().add(epsilon))).sum()
  }

  /** Where a class is predicted. A sample whose predictions are all 0 predicts none. */
  #isPredicted(scores: Tensor): Tensor {
    if (this.threshold !== undefined) return scores.greater(this.threshold)
    return scores.greaterEqual(scores.max(-1, { keepDims: true })).logicalAnd(scores.abs().greater(1e-9))
  }

  #makeCounts(shape: readonly number[]): CountsOf<Variable> {
    const made = countNames.map((name) => [name, this.addState(name, shape)] as const)
    this.#counts = Object.fromEntries(made) as Record<(typeof countNames)[number], Variable>
    return this.#counts
  }

  override getConfig(): ClassConfig['config'] {
    const { average, threshold } = this
    return { ...super.getConfig(), ...(average && { average }), ...(threshold !== undefined && { threshold }) }
  }
}

/**
 * `(1 + beta^2) * precision * recall / (beta^2 * precision + recall)`.
 *
 * @shape yTrue (0 or 1), yPred [batch, classes] -> [], or [classes] without `average`
 * @param options - `average`, `beta` 1, `threshold`
 * @throws ArgumentError when an option is unknown or out of range
 * @example
 * ```ts
 * const score = new FBetaScore({ beta: 2, threshold: 0.5, average: 'macro' })
 * ```
 * @source Keras 3, `keras.metrics.FBetaScore`
 */
export class FBetaScore extends FScore {
  static override readonly className: string = 'FBetaScore'

  constructor(options: FBetaScoreOptions = {}) {
    super('FBetaScore', 'fBetaScore', checkOptions('FBetaScore', options, optionNames))
  }

  override getConfig(): ClassConfig['config'] {
    return { ...super.getConfig(), beta: this.beta }
  }
}

/**
 * `2 * precision * recall / (precision + recall)`.
 *
 * @shape yTrue (0 or 1), yPred [batch, classes] -> [], or [classes] without `average`
 * @param options - `average`, `threshold`
 * @throws ArgumentError when an option is unknown or out of range
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: [new F1Score({ average: 'macro' })] })
 * ```
 * @source Keras 3, `keras.metrics.F1Score`
 */
export class F1Score extends FScore {
  static override readonly className: string = 'F1Score'

  constructor(options: F1ScoreOptions = {}) {
    super('F1Score', 'f1Score', checkOptions('F1Score', options, f1OptionNames))
  }
}
