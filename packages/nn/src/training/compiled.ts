/** What a model is trained with: `compile`'s options, resolved. */
import { ArgumentError, type Backend } from '@neurite/core'
import { getLoss, type LossIdentifier } from '../losses/get-loss.ts'
import type { Loss } from '../losses/loss.ts'
import { getMetric, type MetricIdentifier } from '../metrics/get-metric.ts'
import type { Metric } from '../metrics/metric.ts'
import { getOptimizer, type OptimizerIdentifier } from '../optimizers/get-optimizer.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { describeValue } from '../options/describe-value.ts'
import { checkInteger } from './check-numbers.ts'

/** Options of `compile`. */
export interface CompileModelOptions {
  /** By name, with its defaults, or as an object. */
  readonly optimizer: Optimizer | OptimizerIdentifier
  readonly loss: Loss | LossIdentifier
  /** What is measured beside the loss. Default nothing. */
  readonly metrics?: readonly (Metric | MetricIdentifier)[] | undefined
  /** Steps that one call of the backend runs. More is faster where steps are short; callbacks hear of the last one only. Default 1. */
  readonly stepsPerExecution?: number | undefined
  /** Where the model runs. Default: where its weights are, else the backend in force at the first use. */
  readonly backend?: Backend | undefined
}

/** What a model is trained with. */
export interface Compiled {
  readonly optimizer: Optimizer
  readonly loss: Loss
  readonly metrics: readonly Metric[]
  readonly stepsPerExecution: number
  readonly backend: Backend | undefined
}

const optionNames: OptionNames<CompileModelOptions> = {
  optimizer: true,
  loss: true,
  metrics: true,
  stepsPerExecution: true,
  backend: true,
}

function resolveMetrics(call: string, choices: readonly (Metric | MetricIdentifier)[]): Metric[] {
  if (!Array.isArray(choices)) {
    throw new ArgumentError(`${call}: metrics must be an array, got ${describeValue(choices)}; write metrics: ['accuracy']`)
  }
  const metrics = choices.map((choice) => getMetric(call, choice))
  const names = ['loss', ...metrics.map(({ name }) => name)]
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new ArgumentError(`${call}: two metrics are called "${twice}"; give one of them another name`)
  return metrics
}

/** @throws ArgumentError when an option is unknown, or something is called what is not known */
export function resolveCompileOptions(call: string, options: CompileModelOptions): Compiled {
  const { optimizer, loss, metrics = [], stepsPerExecution = 1, backend } = checkOptions(call, options, optionNames)
  return {
    optimizer: getOptimizer(call, optimizer),
    loss: getLoss(call, loss),
    metrics: resolveMetrics(call, metrics),
    stepsPerExecution: checkInteger(call, 'stepsPerExecution', stepsPerExecution),
    backend,
  }
}
