/** What a file says that a model was compiled with. The classes of all losses, metrics and optimizers come with it. */
import { DataError } from '@neurite/core'
import { getLoss } from '../losses/get-loss.ts'
import { getMetric } from '../metrics/get-metric.ts'
import { getOptimizer } from '../optimizers/get-optimizer.ts'
import { type ClassConfig, isClassConfig } from '../options/class-config.ts'
import type { CompileModelOptions } from '../training/compiled.ts'
import type { LossChoice, MetricChoices, PerOutput } from '../training/heads.ts'
import type { ObjectClasses } from './classes-of.ts'
import type { CompileConfig } from './compile-config.ts'

/** Makes the object that a configuration describes. */
type Maker = (config: ClassConfig) => unknown

/** Configurations become objects again, wherever they stand. */
function revive(value: unknown, make: Maker): unknown {
  if (isClassConfig(value)) return make(value)
  if (Array.isArray(value)) return value.map((item) => revive(item, make))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revive(item, make)]))
}

/**
 * The options to compile with.
 *
 * @param classes - custom classes of losses, metrics and optimizers
 * @throws DataError when the data are of another form
 */
export function compileOptionsFrom(call: string, config: unknown, classes: ObjectClasses): CompileModelOptions {
  if (typeof config !== 'object' || config === null || !isClassConfig((config as Partial<CompileConfig>).optimizer)) {
    throw new DataError(`${call}: the file is damaged: it does not say what the model was compiled with`)
  }
  const { optimizer, loss, lossWeights, metrics, weightedMetrics, stepsPerExecution } = config as CompileConfig
  // `compile` checks what the file says; what is not among the custom classes is one of ours.
  const revived = <T>(value: unknown, getOurs: (call: string, config: ClassConfig) => unknown): T =>
    revive(value, (described) => {
      const { className } = described
      const own = Object.hasOwn(classes, className) ? classes[className] : undefined
      return own ? own.fromConfig(described.config) : getOurs(call, described)
    }) as T
  return {
    optimizer: revived<CompileModelOptions['optimizer']>(optimizer, getOptimizer),
    loss: revived<PerOutput<LossChoice>>(loss, getLoss),
    ...(lossWeights !== undefined && { lossWeights: lossWeights as PerOutput<number> }),
    ...(metrics !== undefined && { metrics: revived<MetricChoices>(metrics, getMetric) }),
    ...(weightedMetrics !== undefined && { weightedMetrics: revived<MetricChoices>(weightedMetrics, getMetric) }),
    ...(stepsPerExecution !== undefined && { stepsPerExecution }),
  }
}
