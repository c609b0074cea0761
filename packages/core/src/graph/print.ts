/** Prints a graph: one line per node, in the order in which it runs. */
import { formatShape } from '../shape/shape.ts'
import type { Graph, TensorType, ValueId } from './graph.ts'

/** `float32[32, 10]`, as errors and printouts write a type. */
export const formatType = ({ dtype, shape }: TensorType): string => `${dtype}${formatShape(shape)}`

function formatAttributes(attributes: object): string {
  const entries = Object.entries(attributes).map(([name, value]) => {
    const text = typeof value === 'object' && value !== null && 'nodes' in value ? '{…}' : JSON.stringify(value)
    return `${name}=${text}`
  })
  return entries.length > 0 ? ` {${entries.join(', ')}}` : ''
}

/**
 * A graph as text, for people and for golden files.
 *
 * @example
 * `%2 float32[3] = add(%0, %1)`
 */
export function printGraph(graph: Graph): string {
  const declare = (id: ValueId): string => `%${id} ${formatType(graph.values[id]!)}`
  const parameters = Array.from({ length: graph.parameters }, (_, id) => declare(id))
  const lines = graph.nodes.map((node) => {
    const operands = node.operands.map((id) => `%${id}`).join(', ')
    return `  ${node.results.map(declare).join(', ')} = ${node.primitive}(${operands})${formatAttributes(node.attributes)}`
  })
  return [`graph(${parameters.join(', ')}) {`, ...lines, `  return ${graph.results.map((id) => `%${id}`).join(', ')}`, '}'].join(
    '\n',
  )
}
