/** A functional model as plain data: its layers once, and which layer takes what, in order. */
import { ArgumentError, type DType, mapNest } from '@neurite/core'
import type { BatchShape } from '../layers/batch-shape.ts'
import type { LayerConfig } from '../layers/layer.ts'
import { type ConfiguredLayer, configuredLayer } from '../layers/layer-classes.ts'
import type { FunctionalGraph } from './functional-graph.ts'
import { type RecordedLayer, type SymbolicNest, symbolicLeaves, type SymbolicTensor } from './symbolic-tensor.ts'

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
