/** A random graph taken apart, so that parts of it can be left out, and put together again. */
import { type AnyGraphNode, type Binding, type Graph, type TensorType, typeOf, type ValueId } from '@neurite/core'
import type { HostTensor } from '../values/host-tensor.ts'
import type { RandomGraph } from './random-graph.ts'

/** One parameter: its value, and what it becomes where it is a state. */
export interface Parameter {
  readonly id: ValueId
  readonly role: 'input' | 'scalar' | 'state'
  readonly tensor: HostTensor
  readonly next?: ValueId
}

/** The parts. All ids are those of `values`; what no result needs may be among the nodes. */
export interface GraphParts {
  readonly values: readonly TensorType[]
  readonly parameters: readonly Parameter[]
  readonly nodes: readonly AnyGraphNode[]
  readonly outputs: readonly ValueId[]
}

/** Takes a graph apart. */
export function takeApart({ program: { graph, bindings }, parameters }: RandomGraph): GraphParts {
  let states = 0
  const given = bindings.flatMap(({ role }, id): Parameter[] => {
    if (role === 'output') return []
    const parameter = { id, role, tensor: parameters[id]! }
    return [role === 'state' ? { ...parameter, next: graph.results[states++]! } : parameter]
  })
  return { values: graph.values, parameters: given, nodes: graph.nodes, outputs: graph.results.slice(states) }
}

/** The ids that some result needs, by way of the nodes. */
function neededIds({ parameters, nodes, outputs }: GraphParts): Set<ValueId> {
  const needed = new Set([...outputs, ...parameters.flatMap(({ next }) => (next === undefined ? [] : [next]))])
  for (const { operands, results } of nodes.toReversed()) {
    if (results.some((id) => needed.has(id))) operands.forEach((id) => needed.add(id))
  }
  return needed
}

/** Puts a graph together, without what no result needs. */
export function putTogether(parts: GraphParts): RandomGraph {
  const needed = neededIds(parts)
  const parameters = parts.parameters.filter(({ id, role }) => role === 'state' || needed.has(id))
  const nodes = parts.nodes.filter(({ results }) => results.some((id) => needed.has(id)))
  const order = [...parameters.map(({ id }) => id), ...nodes.flatMap(({ results }) => results)]
  const idOf = new Map(order.map((old, id) => [old, id]))
  const renamed = (ids: readonly ValueId[]): ValueId[] => ids.map((id) => idOf.get(id)!)
  const graph: Graph = {
    values: order.map((id) => parts.values[id]!),
    parameters: parameters.length,
    nodes: nodes.map((node) => ({ ...node, operands: renamed(node.operands), results: renamed(node.results) })),
    results: renamed([...parameters.flatMap(({ next }) => (next === undefined ? [] : [next])), ...parts.outputs]),
  }
  const bindings: Binding[] = parameters.map(({ role, id }) => ({ role, type: parts.values[id]! }))
  const outputs = graph.results.slice(graph.results.length - parts.outputs.length)
  bindings.push(...outputs.map((id): Binding => ({ role: 'output', type: typeOf(graph, id) })))
  return { program: { graph, bindings }, parameters: parameters.map(({ tensor }) => tensor) }
}
