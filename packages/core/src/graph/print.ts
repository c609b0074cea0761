/** Prints a graph: one line per node, in the order in which it runs. */
import { formatShape } from '../shape/shape.ts'
import { bodiesOf, formatAttributes } from './attributes.ts'
import type { AnyGraphNode, Graph, TensorType, ValueId } from './graph.ts'

/** `float32[32, 10]`, as errors and printouts write a type. */
export const formatType = ({ dtype, shape }: TensorType): string => `${dtype}${formatShape(shape)}`

/** Options of `printGraph`. */
export interface PrintOptions {
  /** Whether each node is followed by its layer and the line that called for it, where these are known. Default false. */
  readonly origins?: boolean
}

const originOf = ({ origin }: AnyGraphNode): string =>
  origin ? `  # ${origin.layer === undefined ? '' : `${origin.layer}, `}${origin}` : ''

/**
 * A graph as text, for people and for golden files. The graphs inside loops, branches and composites stand below their node.
 *
 * @example
 * `%2 float32[3] = add(%0, %1)`
 */
export const printGraph = (graph: Graph, { origins = false }: PrintOptions = {}): string =>
  linesOf('graph', graph, origins).join('\n')

function linesOf(name: string, graph: Graph, origins: boolean): string[] {
  const declare = (id: ValueId): string => `%${id} ${formatType(graph.values[id]!)}`
  const parameters = Array.from({ length: graph.parameters }, (_, id) => declare(id))
  const lines = graph.nodes.flatMap((node) => {
    const attributes = formatAttributes(node)
    const call = `${node.primitive}(${node.operands.map((id) => `%${id}`).join(', ')})`
    const line = `${node.results.map(declare).join(', ')} = ${call}${attributes.length > 0 ? ` {${attributes.join(', ')}}` : ''}`
    const bodies = bodiesOf(node).flatMap(([body, inner]) => linesOf(body, inner, origins))
    return [line + (origins ? originOf(node) : ''), ...bodies.map((inside) => `  ${inside}`)].map((text) => `  ${text}`)
  })
  return [`${name}(${parameters.join(', ')}) {`, ...lines, `  return ${graph.results.map((id) => `%${id}`).join(', ')}`, '}']
}
