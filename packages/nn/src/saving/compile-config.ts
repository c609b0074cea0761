/** What `compile` was told, as plain data. */
import { type ClassConfig, isClassConfig, toClassConfig } from '../options/class-config.ts'
import type { Model } from '../models/model.ts'
import type { Configurable } from './classes-of.ts'

/** `compile`'s options as data: choices by name stay as they are, objects become configurations. */
export interface CompileConfig {
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
