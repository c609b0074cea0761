/** How much of the variance of the targets the predictions explain. */
import { ArgumentError, formatShape, ones, ShapeError, staticValue, type Tensor, type Variable, where } from '@neurite/core'
import { alignTargets } from '../losses/fit-targets.ts'
import { alignWeights } from '../losses/reduction.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkChoice, checkCount } from '../options/check-values.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { Metric, metricOptionNames, type MetricOptions } from './metric.ts'

const aggregations = ['uniformAverage', 'varianceWeightedAverage', 'none'] as const

/** Options of `R2Score`. */
export interface R2ScoreOptions extends MetricOptions {
  /** How the scores of several outputs become one; `none`: they do not. Default `uniformAverage`. */
  readonly classAggregation?: (typeof aggregations)[number]
  /** Independent variables, for the adjusted score. Default 0: not adjusted. */
  readonly numRegressors?: number
}

const optionNames: OptionNames<R2ScoreOptions> = { ...metricOptionNames, classAggregation: true, numRegressors: true }

const sumNames = ['squaredSum', 'sum', 'residual', 'count'] as const

type SumsOf<T> = Readonly<Record<(typeof sumNames)[number], T>>

/**
 * `1 - sum((yTrue - yPred)^2) / sum((yTrue - mean(yTrue))^2)` per output: 1 is perfect, 0 is no better than the mean.
 *
 * @shape yTrue, yPred [batch, outputs] -> [], or [outputs] with the aggregation `none`
 * @param options - `classAggregation` 'uniformAverage', `numRegressors` 0
 * @throws ArgumentError when an option is unknown or out of range
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: [new R2Score()] })
 * ```
 * @source Keras 3, `keras.metrics.R2Score`
 */
export class R2Score extends Metric {
  static override readonly className: string = 'R2Score'
  readonly classAggregation: (typeof aggregations)[number]
  readonly numRegressors: number
  readonly #numSamples = this.addState('numSamples')
  #sums: SumsOf<Variable> | undefined

  constructor(options: R2ScoreOptions = {}) {
    const call = 'R2Score'
    const { name = 'r2Score', classAggregation = 'uniformAverage', numRegressors = 0 } = checkOptions(call, options, optionNames)
    super(name)
    this.classAggregation = checkChoice(call, 'classAggregation', classAggregation, aggregations)
    this.numRegressors = checkCount(call, 'numRegressors', numRegressors, 0)
  }

  override update(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    const { shape } = yPred
    if (shape.length !== 2) {
      throw new ShapeError(`${this.name}: expected predictions of shape [batch, outputs], got ${formatShape(shape)}`)
    }
    const sums = this.#sums ?? this.#makeSums(shape[1]!)
    const p = yPred.cast('float32')
    const y = alignTargets(this.name, 'values', yTrue, yPred).cast('float32')
    const weights = sampleWeight ? alignWeights(`${this.name}: sampleWeight`, sampleWeight.cast('float32'), shape) : ones([])
    const each = weights.broadcastTo(shape)
    const added: SumsOf<Tensor> = {
      squaredSum: y.square().mul(each).sum(0),
      sum: y.mul(each).sum(0),
      residual: y.sub(p).square().mul(each).sum(0),
      count: each.sum(0),
    }
    for (const name of sumNames) sums[name].assign(sums[name].value.add(added[name]))
    this.#numSamples.assign(this.#numSamples.value.add(staticValue(yPred.size)))
  }

  override result(): Tensor {
    if (!this.#sums) throw new ArgumentError(`${this.name}.result: nothing was measured; call update first`)
    const { squaredSum, sum, residual, count } = this.#sums
    const total = squaredSum.value.sub(sum.value.square().div(count.value))
    const raw = residual.value.div(total).neg().add(1)
    const score = this.#aggregate(where(raw.abs().equal(Infinity), 0, raw), total)
    return this.numRegressors === 0 ? score : this.#adjusted(score)
  }

  #aggregate(scores: Tensor, total: Tensor): Tensor {
    if (this.classAggregation === 'none') return scores
    if (this.classAggregation === 'uniformAverage') return scores.mean()
    return scores.mul(total).sum().div(total.sum())
  }

  /** Corrected for the number of independent variables; with too few samples it is not. */
  #adjusted(score: Tensor): Tensor {
    const samples = this.#numSamples.value
    const freedom = samples.sub(this.numRegressors + 1)
    const isEnough = freedom.greater(0)
    const corrected = score
      .neg()
      .add(1)
      .mul(samples.sub(1))
      .div(where(isEnough, freedom, 1))
      .neg()
      .add(1)
    return where(isEnough, corrected, score)
  }

  #makeSums(outputs: number): SumsOf<Variable> {
    const made = sumNames.map((name) => [name, this.addState(name, [outputs])] as const)
    this.#sums = Object.fromEntries(made) as Record<(typeof sumNames)[number], Variable>
    return this.#sums
  }

  override getConfig(): ClassConfig['config'] {
    const { classAggregation, numRegressors } = this
    return { ...super.getConfig(), classAggregation, numRegressors }
  }
}
