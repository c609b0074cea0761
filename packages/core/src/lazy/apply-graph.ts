/** Appends every node of a graph, with its parameters replaced by values. */
import type { AnyGraphNode, Graph } from '../graph/graph.ts'
import { append } from './append.ts'
import { withOrigin } from './origin.ts'
import type { Value } from './value.ts'

const appendNode = (node: AnyGraphNode, operands: readonly Value[]): readonly Value[] =>
  withOrigin(node.origin, () => append(node.primitive, operands, node.attributes, node.primitive))

/** The results of a graph for these arguments, pending. */
export function applyGraph(graph: Graph, parameters: readonly Value[]): Value[] {
  const values: Value[] = [...parameters]
  for (const node of graph.nodes) {
    const results = appendNode(
      node,
      node.operands.map((id) => values[id]!),
    )
    node.results.forEach((id, index) => (values[id] = results[index]!))
  }
  return graph.results.map((id) => values[id]!)
}
