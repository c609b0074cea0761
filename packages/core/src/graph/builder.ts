/** Builds a graph node by node: equal nodes are merged, identities vanish, unclaimed composites are inlined. */
import type { Composite } from '../backend/backend.ts'
import { sameShape } from '../shape/shape.ts'
import type { AnyGraphNode, Graph, GraphNode, TensorType, ValueId } from './graph.ts'
import { attributesKey } from './key.ts'

/** A node whose operands are ids of the graph being built, and whose results have no ids yet. */
type NodeToAdd = Omit<GraphNode, 'results' | 'operands'>

/** Whether a backend runs a composite itself. */
export type Claims = (composite: Composite) => boolean

/** What a graph is built for. */
export interface BuildPurpose {
  /** Composites to keep; the others are inlined. */
  readonly claims: Claims
  /** It may be differentiated later: what only matters to gradients stays. */
  readonly isBody: boolean
}

/** Nodes whose result is their operand when both have one type. */
const identities = new Set<AnyGraphNode['primitive']>(['stopGradient', 'reshape', 'broadcast', 'cast', 'bitcast'])

/** A graph under construction; add every parameter before the first node. */
export class GraphBuilder {
  readonly #values: TensorType[] = []
  readonly #nodes: AnyGraphNode[] = []
  readonly #known = new Map<string, readonly ValueId[]>()
  /** The operand of each value that a reshape made. */
  readonly #reshaped = new Map<ValueId, ValueId>()
  #parameters = 0
  readonly #purpose: BuildPurpose

  constructor(purpose: BuildPurpose) {
    this.#purpose = purpose
  }

  /** Adds a parameter of the graph, behind those that are there; returns its id. */
  parameter(type: TensorType): ValueId {
    this.#parameters += 1
    return this.#values.push(type) - 1
  }

  /** Adds a node, or finds its equal; returns the ids of its results. */
  add(node: NodeToAdd, given: readonly ValueId[], types: readonly TensorType[]): readonly ValueId[] {
    // Only the last of several reshapes matters.
    const operands = node.primitive === 'reshape' ? given.map((id) => this.#reshaped.get(id) ?? id) : given
    if (this.#isIdentity(node, operands, types)) return operands
    if (node.primitive === 'composite') {
      const { name, body } = (node as GraphNode<'composite'>).attributes
      const composite = { name, body, operands: operands.map((id) => this.#values[id]!), results: types }
      if (!this.#purpose.claims(composite)) return this.inline(body, operands)
    }
    const attributes = this.#purpose.isBody ? node.attributes : this.#forPurpose(node.attributes)
    const key = `${node.primitive}(${operands.join(',')}){${attributesKey(attributes)}}`
    const same = this.#known.get(key)
    if (same) return same
    const results = types.map((type) => this.#values.push(type) - 1)
    this.#nodes.push({ ...node, attributes, operands, results } as AnyGraphNode)
    this.#known.set(key, results)
    if (node.primitive === 'reshape') this.#reshaped.set(results[0]!, operands[0]!)
    return results
  }

  /** Attributes whose graphs (the bodies of loops and branches) are built for the same purpose. */
  #forPurpose(attributes: NodeToAdd['attributes']): NodeToAdd['attributes'] {
    const entries = Object.entries(attributes)
    if (!entries.some(([, value]) => isGraph(value))) return attributes
    return Object.fromEntries(entries.map(([name, value]) => [name, isGraph(value) ? rebuildGraph(value, this.#purpose) : value]))
  }

  #isIdentity({ primitive }: NodeToAdd, operands: readonly ValueId[], types: readonly TensorType[]): boolean {
    if (!identities.has(primitive) || (primitive === 'stopGradient' && this.#purpose.isBody)) return false
    const [operand, result] = [this.#values[operands[0]!]!, types[0]!]
    return operand.dtype === result.dtype && sameShape(operand.shape, result.shape)
  }

  /** Adds the nodes of `graph` with its parameters replaced; returns the ids of its results. */
  inline(graph: Graph, operands: readonly ValueId[]): readonly ValueId[] {
    const ids: ValueId[] = [...operands]
    for (const node of graph.nodes) {
      const types = node.results.map((id) => graph.values[id]!)
      const results = this.add(
        node,
        node.operands.map((id) => ids[id]!),
        types,
      )
      node.results.forEach((id, index) => (ids[id] = results[index]!))
    }
    return graph.results.map((id) => ids[id]!)
  }

  /** The graph that computes `results`, without what they do not need. */
  build(results: readonly ValueId[]): Graph {
    return { values: this.#values, parameters: this.#parameters, nodes: this.#nodes, results }
  }
}

const isGraph = (value: unknown): value is Graph => typeof value === 'object' && value !== null && 'nodes' in value

/** The same graph, built for another purpose. */
export function rebuildGraph(graph: Graph, purpose: BuildPurpose): Graph {
  const builder = new GraphBuilder(purpose)
  const parameters = graph.values.slice(0, graph.parameters).map((type) => builder.parameter(type))
  const built = builder.build(builder.inline(graph, parameters))
  return pruneGraph(built, built.results)
}

/** The part of a graph that `results` need, with all of its parameters; `ids` maps old ids to new ones. */
export function pruneGraph(graph: Graph, results: readonly ValueId[]): Graph {
  const needed = new Set(results)
  const kept: AnyGraphNode[] = []
  for (const node of [...graph.nodes].reverse()) {
    if (!node.results.some((id) => needed.has(id))) continue
    for (const id of node.operands) needed.add(id)
    kept.push(node)
  }
  if (kept.length === graph.nodes.length) return { ...graph, results }
  const values = graph.values.slice(0, graph.parameters)
  const ids: ValueId[] = values.map((_, id) => id)
  const nodes = kept.reverse().map((node) => {
    const operands = node.operands.map((id) => ids[id]!)
    const renamed = node.results.map((id) => {
      ids[id] = values.push(graph.values[id]!) - 1
      return ids[id]
    })
    return { ...node, operands, results: renamed } as AnyGraphNode
  })
  return { values, parameters: graph.parameters, nodes, results: results.map((id) => ids[id]!) }
}

/** The claims of a backend that runs no composite itself. */
export const claimsNothing: Claims = () => false
