/** Text that is equal exactly when two graphs, or two sets of attributes, are. */
import type { Graph, TensorType } from './graph.ts'

/** `float32[2,3]`. */
export const typeKey = ({ dtype, shape }: TensorType): string => `${dtype}[${shape.join(',')}]`

/** JSON cannot tell -0 from 0 or the infinities from null; this can. */
function valueKey(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (Array.isArray(value)) return `[${value.map(valueKey).join(',')}]`
  if (typeof value === 'object' && value !== null) return 'nodes' in value ? graphKey(value as Graph) : attributesKey(value)
  return JSON.stringify(value) ?? 'undefined'
}

/** Key of static attributes; entries keep the order in which they were written. */
export function attributesKey(attributes: object): string {
  let key = ''
  for (const [name, value] of Object.entries(attributes)) key += `${name}:${valueKey(value)};`
  return key
}

const keys = new WeakMap<Graph, string>()

/** Key of a whole graph, computed once per graph. */
export function graphKey(graph: Graph): string {
  const known = keys.get(graph)
  if (known !== undefined) return known
  const parameters = graph.values.slice(0, graph.parameters).map(typeKey).join(' ')
  const nodes = graph.nodes.map((node) => {
    const types = node.results.map((id) => typeKey(graph.values[id]!)).join(' ')
    return `${node.primitive}(${node.operands.join(',')}){${attributesKey(node.attributes)}}${types}`
  })
  const key = `(${parameters})${nodes.join('\n')}=>${graph.results.join(',')}`
  keys.set(graph, key)
  return key
}
