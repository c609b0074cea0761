/** The reference's values of a graph: of all nodes at once, or node by node, so that something can happen in between. */
import { evaluateGraph } from '@neurite/backend-cpu'
import { type AnyGraphNode, type Graph, typeOf, type ValueId } from '@neurite/core'
import type { HostTensor } from '../values/host-tensor.ts'

/** A node as a graph of its own, whose parameters are the operands. */
export function nodeAlone(graph: Graph, node: AnyGraphNode): Graph {
  const range = (first: number, ids: readonly ValueId[]): ValueId[] => ids.map((_, index) => first + index)
  const results = range(node.operands.length, node.results)
  return {
    values: [...node.operands, ...node.results].map((id) => typeOf(graph, id)),
    parameters: node.operands.length,
    nodes: [{ ...node, operands: range(0, node.operands), results }],
    results,
  }
}

/** The results of a graph. */
export function evaluateTensors(graph: Graph, parameters: readonly HostTensor[]): HostTensor[] {
  const results = evaluateGraph(
    graph,
    parameters.map(({ bits }) => bits),
  )
  return graph.results.map((id, index) => ({ ...typeOf(graph, id), bits: results[index]! }))
}

/** All values of a graph, parameters first. */
export const evaluateGraphValues = (graph: Graph, parameters: readonly HostTensor[]): HostTensor[] => [
  ...parameters,
  ...evaluateTensors({ ...graph, results: graph.nodes.flatMap(({ results }) => results) }, parameters),
]

/** All values of a graph; `finish` may change the results of each node. */
export function evaluateNodes(
  graph: Graph,
  parameters: readonly HostTensor[],
  finish: (
    node: Graph['nodes'][number],
    operands: readonly HostTensor[],
    results: readonly HostTensor[],
  ) => readonly HostTensor[],
): HostTensor[] {
  const values = [...parameters]
  for (const node of graph.nodes) {
    const operands = node.operands.map((id) => values[id]!)
    const results = evaluateTensors(nodeAlone(graph, node), operands)
    finish(node, operands, results).forEach((value, index) => (values[node.results[index]!] = value))
  }
  return values
}
