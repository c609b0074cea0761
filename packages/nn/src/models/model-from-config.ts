/** Models from their configurations, also those that were drawn up: what draws models up comes with it. */
import { DataError, mapNest, type TensorNest } from '@neurite/core'
import type { AnyLayer, LayerConfig } from '../layers/layer.ts'
import { type ConfigurableClass, type LayerClasses, layerFromConfig } from '../layers/layer-classes.ts'
import { describeValue } from '../options/describe-value.ts'
import { type GraphConfig, isGraphConfig } from './graph-config.ts'
import { input } from './input.ts'
import { Model } from './model.ts'
import { Sequential } from './sequential.ts'
import { type RecordedLayer, type SymbolicNest, symbolicLeaves, type SymbolicTensor } from './symbolic-tensor.ts'

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

/** @throws DataError when the data are not in the form of a `GraphConfig` */
function checkForm(call: string, config: LayerConfig): GraphConfig {
  const { entries, layers, calls } = config
  const isNamed = (item: unknown, key: string): boolean => isRecord(item) && typeof item[key] === 'string'
  const isRight =
    Array.isArray(entries) &&
    entries.every((entry: unknown) => isNamed(entry, 'name')) &&
    Array.isArray(layers) &&
    layers.every((layer: unknown) => isNamed(layer, 'className') && isRecord((layer as { config?: unknown }).config)) &&
    Array.isArray(calls) &&
    calls.every((item: unknown) => isNamed(item, 'layer'))
  if (isRight) return config as unknown as GraphConfig
  throw new DataError(`${call}: the configuration of the model must hold arrays of entries, layers and calls; it is damaged`)
}

/**
 * The ends of a graph from data: new inputs, and the outputs of new layers that are applied as the data say.
 *
 * @throws ArgumentError when a class is missing; DataError when something refers to what is not there before it
 */
function graphFromConfig(
  call: string,
  config: LayerConfig,
  classes: LayerClasses,
): { readonly inputs: SymbolicNest; readonly outputs: SymbolicNest } {
  const { entries, layers, calls, inputs, outputs } = checkForm(call, config)
  const made = new Map<string, SymbolicTensor>()
  for (const { name, shape, dtype } of entries) made.set(`${name}/0/0`, input({ name, shape, dtype }))
  const byName = new Map(
    layers.map((layer) => {
      const instance = layerFromConfig(call, layer, classes)
      return [instance.name, instance as RecordedLayer] as const
    }),
  )
  const resolve = (by: string, references: unknown): SymbolicNest =>
    mapNest(references, (reference) => {
      const found = typeof reference === 'string' ? made.get(reference) : undefined
      if (found) return found
      const what = typeof reference === 'string' ? `"${reference}"` : describeValue(reference)
      throw new DataError(
        `${call}: ${by} takes ${what}, which is computed later or not at all; the configuration has a cycle, or lacks a layer`,
      )
    }) as SymbolicNest
  const counts = new Map<string, number>()
  for (const { layer: name, inputs: references, options = {} } of calls) {
    const layer = byName.get(name)
    if (!layer) throw new DataError(`${call}: the layer "${name}" is applied, but is not among the layers of the configuration`)
    const count = counts.get(name) ?? 0
    counts.set(name, count + 1)
    const results = layer.apply(resolve(`the layer "${name}"`, references) as never, options)
    symbolicLeaves(results as SymbolicNest).forEach((leaf, index) => made.set(`${name}/${count}/${index}`, leaf))
  }
  return { inputs: resolve('the model', inputs), outputs: resolve('an output', outputs) }
}

/** Models that were drawn up, among the classes of layers: what `Model` stands for where one is read. */
export const drawnModels: ConfigurableClass = {
  fromConfig(config, classes = {}) {
    if (!isGraphConfig(config)) return Model.fromConfig(config)
    const { name, trainable } = config as { readonly name?: string; readonly trainable?: boolean }
    const ends = graphFromConfig('modelFromConfig', config, { Sequential, ...classes, Model: drawnModels })
    return new Model<TensorNest, TensorNest>({ ...ends, name, trainable })
  },
}

/**
 * A model from what its `getConfig` gave, weights aside: one that was drawn up, or a stack of layers.
 *
 * @param classes - the classes of its layers, by their names
 * @throws ArgumentError when one of them is missing; DataError when the configuration is damaged
 * @example
 * ```ts
 * const copy = modelFromConfig(model.getConfig(), { Dense })
 * ```
 */
export function modelFromConfig(config: LayerConfig, classes: LayerClasses = {}): AnyLayer {
  const known: LayerClasses = { Sequential, ...classes, Model: drawnModels }
  return (isGraphConfig(config) ? drawnModels : Sequential).fromConfig(config, known)
}
