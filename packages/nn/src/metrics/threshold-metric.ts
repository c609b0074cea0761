/** What metrics over counts at thresholds have in common. */
import { ArgumentError, type Tensor, type Variable } from '@neurite/core'
import { safeDiv } from '../losses/reduction.ts'
import { checkNumber } from '../options/check-number.ts'
import { describeValue } from '../options/describe-value.ts'
import { Metric } from './metric.ts'
import { areEven, casesOf, countsAt, type Counts, type Selection, type Thresholds } from './threshold-counts.ts'

/** Name of a count. */
export type CountName = keyof Counts

/** One threshold, or several: the result has one value for each. */
export type ThresholdOption = number | readonly number[] | undefined

/** @throws ArgumentError unless all are numbers from 0 to 1 */
export function checkThresholds(call: string, thresholds: ThresholdOption, otherwise: number): readonly number[] {
  if (thresholds === undefined) return [otherwise]
  const list: readonly number[] = typeof thresholds === 'number' ? [thresholds] : thresholds
  if (!Array.isArray(list) || list.length === 0) {
    throw new ArgumentError(`${call}: thresholds must be a number or an array of numbers, got ${describeValue(thresholds)}`)
  }
  return list.map((value) => checkNumber(call, 'each of thresholds', value, { least: 0, most: 1 }))
}

/** A metric that is computed from counts at thresholds. */
export abstract class ThresholdMetric<Name extends CountName> extends Metric {
  readonly #thresholds: Thresholds
  readonly #counts: Readonly<Record<Name, Variable>>
  readonly #selection: Selection

  constructor(name: string, values: readonly number[], counts: readonly Name[], selection: Selection = {}) {
    super(name)
    this.#thresholds = { values, areEven: areEven(values), beginBelow: false }
    this.#selection = selection
    const states = counts.map((count) => [count, this.addState(count, [values.length])] as const)
    this.#counts = Object.fromEntries(states) as Record<Name, Variable>
  }

  override update(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    const cases = casesOf(this.name, [yTrue, yPred, sampleWeight], this.#selection)
    const added = countsAt(cases, this.#thresholds)
    for (const [name, variable] of Object.entries<Variable>(this.#counts)) {
      variable.assign(variable.value.add(added[name as Name].squeeze(1)))
    }
  }

  /** The share of one count in it and another, [thresholds]; 0 where both are. */
  protected share(count: Name, other: Name): Tensor {
    const value = this.#counts[count].value
    return safeDiv(value, value.add(this.#counts[other].value))
  }

  /** A count, [thresholds]. */
  protected count(name: Name): Tensor {
    return this.#counts[name].value
  }

  /** The only value, or one per threshold. */
  protected perThreshold(values: Tensor): Tensor {
    return this.#thresholds.values.length === 1 ? values.squeeze(0) : values
  }
}
