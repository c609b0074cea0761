/** The outputs of a model, each with the loss and the metrics that it is trained and measured with. */
import { ArgumentError, suggest } from '@neurite/core'
import { everydayLosses, type LossLike } from '../losses/everyday-losses.ts'
import { LateLoss } from '../losses/late-loss.ts'
import type { Loss } from '../losses/loss.ts'
import { everydayMetrics, type MetricLike } from '../metrics/everyday-metrics.ts'
import { LateMetric } from '../metrics/late-metric.ts'
import { Metric } from '../metrics/metric.ts'
import { describeValue } from '../options/describe-value.ts'
import { isClassConfig } from '../options/class-config.ts'
import { isElsewhere, resolveClass } from '../options/class-table.ts'

/** A loss by name or as an object; null for an output that is not trained on. */
export type LossChoice = LossLike | null

/** A metric by name or as an object. */
export type MetricChoice = MetricLike

/** Something per output: one for all, an array in their order, or a record by their names. */
export type PerOutput<T> = T | readonly T[] | { readonly [output: string]: T }

/** Metrics of all outputs, or an array of them per output, in their order or by their names. */
export type MetricChoices =
  | readonly MetricChoice[]
  | readonly (readonly MetricChoice[])[]
  | { readonly [output: string]: MetricChoice | readonly MetricChoice[] }

/** A metric under the name that logs give it. */
export interface NamedMetric {
  readonly name: string
  readonly metric: Metric
}

/** An output of a model. */
export interface Head {
  readonly name: string
  readonly loss: Loss | undefined
  /** What its loss is multiplied by. */
  readonly weight: number
  readonly metrics: readonly NamedMetric[]
  /** Metrics that sample weights count for. */
  readonly weightedMetrics: readonly NamedMetric[]
}

/** What `compile` was told about losses and metrics. */
export interface HeadChoices {
  readonly loss: PerOutput<LossChoice>
  readonly lossWeights: PerOutput<number> | undefined
  readonly metrics: MetricChoices
  readonly weightedMetrics: MetricChoices
}

/** Makes losses and metrics from what was chosen. */
export interface Makers {
  readonly loss: (call: string, like: LossLike) => Loss
  readonly metric: (call: string, like: MetricLike) => Metric
}

/** Makes everyday ones; the others are late. */
export const everydayMakers: Makers = {
  loss: (call, like) =>
    isElsewhere(like, everydayLosses) ? new LateLoss(call, like) : resolveClass<Loss>(call, like, everydayLosses),
  metric: (call, like) =>
    isElsewhere(like, everydayMetrics) ? new LateMetric(call, like) : resolveClass<Metric>(call, like, everydayMetrics),
}

/** Whether something of the outputs is late. */
export const areLate = (heads: readonly Head[]): boolean =>
  heads.some(
    ({ loss, metrics, weightedMetrics }) =>
      loss instanceof LateLoss || [...metrics, ...weightedMetrics].some(({ metric }) => metric instanceof LateMetric),
  )

/** The outputs with what was late, now that it can be made. All else stays what it is. */
export function withLate(heads: readonly Head[], { loss: makeLoss, metric: makeMetric }: Makers): readonly Head[] {
  const made = ({ name, metric }: NamedMetric): NamedMetric => ({
    name,
    metric: metric instanceof LateMetric ? metric.make(makeMetric) : metric,
  })
  return heads.map((head) => ({
    ...head,
    loss: head.loss instanceof LateLoss ? head.loss.make(makeLoss) : head.loss,
    metrics: head.metrics.map(made),
    weightedMetrics: head.weightedMetrics.map(made),
  }))
}

/** Whether this is something by the names of outputs; what describes one object is none. */
export const isByName = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype && !isClassConfig(value)

/** `ageLoss` for the loss of the output `age`. */
export const joinNames = (output: string, name: string): string => `${output}${name[0]!.toUpperCase()}${name.slice(1)}`

/** What belongs to each output. @throws ArgumentError when there is too much, or it names no output */
function spread<T>(call: string, option: string, choice: unknown, outputs: readonly string[]): readonly (T | undefined)[] {
  if (Array.isArray(choice)) {
    if (choice.length === outputs.length) return choice as readonly T[]
    throw new ArgumentError(
      `${call}: ${option} has ${choice.length} items, the model ${outputs.length} outputs: ${outputs.join(', ')}`,
    )
  }
  if (isByName(choice)) {
    const unknown = Object.keys(choice).find((key) => !outputs.includes(key))
    if (unknown === undefined) return outputs.map((output) => choice[output] as T | undefined)
    throw new ArgumentError(
      `${call}: ${option} names the output "${unknown}", which the model has not; ${suggest(unknown, outputs)}`,
    )
  }
  return outputs.map(() => choice as T)
}

/** Whether metrics are given per output. */
const isPerOutput = (choices: MetricChoices): boolean =>
  isByName(choices) || (Array.isArray(choices) && choices.some((choice: unknown) => Array.isArray(choice) || choice === null))

function checkMetrics(call: string, option: string, choices: MetricChoices): void {
  if (Array.isArray(choices) || isByName(choices)) return
  throw new ArgumentError(`${call}: ${option} must be an array, got ${describeValue(choices)}; write ${option}: ['accuracy']`)
}

/** The metrics of each output. A metric that is given as an object counts for one output only. */
function metricsPerOutput(
  call: string,
  option: string,
  choices: MetricChoices,
  outputs: readonly string[],
  make: Makers['metric'],
): readonly (readonly Metric[])[] {
  checkMetrics(call, option, choices)
  const isFlat = !isPerOutput(choices)
  const shared = isFlat && outputs.length > 1 && (choices as readonly MetricChoice[]).find((choice) => choice instanceof Metric)
  if (shared) {
    throw new ArgumentError(
      `${call}: the metric ${(shared as Metric).name} cannot measure ${outputs.length} outputs at once; give ${option} by output: { ${outputs[0]}: [...] }`,
    )
  }
  const lists = isFlat
    ? outputs.map(() => choices)
    : spread<MetricChoice | readonly MetricChoice[]>(call, option, choices, outputs)
  return lists.map((list) => [list ?? []].flat().map((choice) => make(call, choice as MetricChoice)))
}

function checkWeights(call: string, weights: readonly (number | undefined)[]): readonly number[] {
  return weights.map((weight = 1) => {
    if (typeof weight === 'number' && Number.isFinite(weight)) return weight
    throw new ArgumentError(`${call}: lossWeights must hold finite numbers, got ${describeValue(weight)}`)
  })
}

/**
 * The outputs with what was chosen for them.
 *
 * @throws ArgumentError when a name is unknown, or two metrics have one name
 */
export function makeHeads(call: string, choices: HeadChoices, outputs: readonly string[], makers: Makers): readonly Head[] {
  const losses = spread<LossChoice>(call, 'loss', choices.loss, outputs)
  const weights = checkWeights(call, spread<number>(call, 'lossWeights', choices.lossWeights, outputs))
  const metrics = metricsPerOutput(call, 'metrics', choices.metrics, outputs, makers.metric)
  const weighted = metricsPerOutput(call, 'weightedMetrics', choices.weightedMetrics, outputs, makers.metric)
  const isPartial = Array.isArray(choices.loss) || isByName(choices.loss)
  const nameOf = (output: string, name: string): string => (outputs.length > 1 ? joinNames(output, name) : name)
  const taken = new Set(['loss', ...(outputs.length > 1 ? outputs.map((output) => joinNames(output, 'loss')) : [])])
  const named = (output: string, metric: Metric, isWeighted: boolean): NamedMetric => {
    const own = nameOf(output, metric.name)
    const name = isWeighted && taken.has(own) ? nameOf(output, joinNames('weighted', metric.name)) : own
    if (taken.has(name)) throw new ArgumentError(`${call}: two metrics are called "${name}"; give one of them another name`)
    taken.add(name)
    return { name, metric }
  }
  return outputs.map((name, index) => {
    const choice = losses[index]
    // An output that a record of losses leaves out is not trained on; a single loss that is missing was forgotten.
    const loss = choice === null || (choice === undefined && isPartial) ? undefined : makers.loss(call, choice as LossLike)
    return {
      name,
      loss,
      weight: weights[index]!,
      metrics: metrics[index]!.map((metric) => named(name, metric, false)),
      weightedMetrics: weighted[index]!.map((metric) => named(name, metric, true)),
    }
  })
}
