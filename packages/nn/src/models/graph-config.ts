/** A functional model as plain data, and back: its layers once, and which layer takes what, in order. */
import { ArgumentError, DataError, type DType, mapNest } from '@neurite/core'
import type { BatchShape } from '../layers/batch-shape.ts'
import type { LayerConfig } from '../layers/layer.ts'
import { type ConfiguredLayer, configuredLayer, type LayerClasses, layerFromConfig } from '../layers/layer-classes.ts'
import { describeValue } from '../options/describe-value.ts'
import type { FunctionalGraph } from './functional-graph.ts'
import { input } from './input.ts'
import { type RecordedLayer, type SymbolicNest, symbolicLeaves, SymbolicTensor } from './symbolic-tensor.ts'

/** Symbolic tensors by reference, alone or in arrays and records: `dense/0/1` is output 1 of the first call of the layer `dense`. */
type References = string | readonly References[] | { readonly [key: string]: References }

/** One application of a layer, as data. */
interface CallConfig {
  readonly layer: string
  readonly inputs: References
  readonly options?: Readonly<Record<string, unknown>>
}

/** A functional model as data. */
export interface GraphConfig {
  readonly inputs: References
  readonly outputs: References
  /** What enters: an input, or a tensor inside another model that this one begins at. */
  readonly entries: readonly { readonly name: string; readonly shape: BatchShape; readonly dtype: DType }[]
  readonly layers: readonly ConfiguredLayer[]
  readonly calls: readonly CallConfig[]
}

/** Options of a call that can be written down. */
function plainOptions(layer: string, options: object): Readonly<Record<string, unknown>> | undefined {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined)
  const wrong = entries.find(([, value]) => typeof value === 'object' || typeof value === 'function')
  if (wrong) throw new ArgumentError(`${layer}: was applied with ${wrong[0]}, which no configuration can hold`)
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

/** The graph as data. Layers come with their own configurations. */
export function graphConfig(graph: FunctionalGraph): GraphConfig {
  const names = new Map<SymbolicTensor, string>()
  const entries = graph.inputLeaves.map((leaf, index) => {
    const { node, shape } = leaf
    const name = node.kind === 'input' ? node.name : graph.inputNames[index]!
    names.set(leaf, `${name}/0/0`)
    return { name, shape: shape.slice(1), dtype: node.kind === 'input' ? node.dtype : graph.dtype }
  })
  const refer = (nest: SymbolicNest): References => mapNest(nest, (leaf) => names.get(leaf as SymbolicTensor)) as References
  const counts = new Map<RecordedLayer, number>()
  const calls = graph.calls.map(({ layer, inputs, outputs, options }): CallConfig => {
    const count = counts.get(layer) ?? 0
    counts.set(layer, count + 1)
    const plain = plainOptions(layer.path, options)
    const config = { layer: layer.name, inputs: refer(inputs), ...(plain && { options: plain }) }
    symbolicLeaves(outputs).forEach((leaf, index) => {
      // A tensor that the model begins at is not computed.
      if (!names.has(leaf)) names.set(leaf, `${layer.name}/${count}/${index}`)
    })
    return config
  })
  const layers = graph.layers.map(configuredLayer)
  return { inputs: refer(graph.inputs), outputs: refer(graph.outputs), entries, layers, calls }
}

/** Whether a configuration is one of a functional model. */
export const isGraphConfig = (config: LayerConfig): boolean => 'calls' in config && 'entries' in config

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
export function graphFromConfig(
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
