/** What `compile` was told, as plain data and back. */
import { DataError } from '@neurite/core'
import type { ClassConfig } from '../options/class-table.ts'
import { isClassConfig, toClassConfig } from '../options/named-class.ts'
import type { Model } from '../models/model.ts'
import type { CompileModelOptions } from '../training/compiled.ts'
import type { LossChoice, MetricChoices, PerOutput } from '../training/heads.ts'
import type { Configurable, ObjectClasses } from './classes-of.ts'

/** `compile`'s options as data: choices by name stay as they are, objects become configurations. */
interface CompileConfig {
  readonly optimizer: ClassConfig
  readonly loss: unknown
  readonly lossWeights?: unknown
  readonly metrics?: unknown
  readonly weightedMetrics?: unknown
  readonly stepsPerExecution?: number | undefined
}

const isConfigurable = (value: unknown): value is Configurable =>
  typeof value === 'object' && value !== null && 'getConfig' in value && 'className' in value

/** Objects become configurations, wherever they stand. */
function describe(value: unknown): unknown {
  if (isConfigurable(value)) return toClassConfig(value)
  if (Array.isArray(value)) return value.map(describe)
  if (typeof value !== 'object' || value === null || isClassConfig(value)) return value
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, describe(item)]))
}

/** What a model was compiled with; undefined where it was not. */
export function compileConfig(model: Model): CompileConfig | undefined {
  const { compileOptions, optimizer } = model
  if (!compileOptions || !optimizer) return undefined
  const { loss, lossWeights, metrics, weightedMetrics, stepsPerExecution } = compileOptions
  return {
    optimizer: toClassConfig(optimizer),
    loss: describe(loss),
    ...(lossWeights !== undefined && { lossWeights }),
    ...(metrics !== undefined && { metrics: describe(metrics) }),
    ...(weightedMetrics !== undefined && { weightedMetrics: describe(weightedMetrics) }),
    ...(stepsPerExecution !== undefined && { stepsPerExecution }),
  }
}

/** Configurations become objects again, wherever they stand. */
function revive(value: unknown, classes: ObjectClasses): unknown {
  if (isClassConfig(value)) {
    const { className, config } = value
    const found = Object.hasOwn(classes, className) ? classes[className] : undefined
    // What is not among the custom classes is one of ours, which `compile` knows.
    return found ? found.fromConfig(config) : value
  }
  if (Array.isArray(value)) return value.map((item) => revive(item, classes))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revive(item, classes)]))
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
  const revived = <T>(value: unknown): T => revive(value, classes) as T
  return {
    optimizer: revived<CompileModelOptions['optimizer']>(optimizer),
    // `compile` checks what the file says.
    loss: revived<PerOutput<LossChoice>>(loss),
    ...(lossWeights !== undefined && { lossWeights: lossWeights as PerOutput<number> }),
    ...(metrics !== undefined && { metrics: revived<MetricChoices>(metrics) }),
    ...(weightedMetrics !== undefined && { weightedMetrics: revived<MetricChoices>(weightedMetrics) }),
    ...(stepsPerExecution !== undefined && { stepsPerExecution }),
  }
}
