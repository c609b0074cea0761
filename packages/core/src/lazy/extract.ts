/** Turns the pending nodes behind some values into a graph, and says which values the graph starts from. */
import { type BuildPurpose, GraphBuilder, pruneGraph } from '../graph/builder.ts'
import type { Graph, ValueId } from '../graph/graph.ts'
import type { Scope } from './scope.ts'
import type { PendingNode, Value } from './value.ts'

/** What to extract. */
export interface ExtractOptions {
  /** Values that become the first parameters, in this order, whether used or not. */
  readonly parameters?: readonly Value[]
  /** The function being traced whose nodes are taken in; nodes of others are where the graph starts. */
  readonly scope: Scope | undefined
  readonly purpose: BuildPurpose
  /** Pending values to start from as well, as if they were known. */
  readonly startAt?: (value: Value, node: PendingNode) => boolean
}

/** A graph with the values behind its parameters. */
export interface Extraction {
  readonly graph: Graph
  /** One per parameter. */
  readonly sources: readonly Value[]
  readonly nodes: readonly PendingNode[]
  readonly ids: ReadonlyMap<Value, ValueId>
}

/** The node to take in for a value, or undefined where the graph starts. */
function nodeBehind(value: Value, { scope, startAt }: ExtractOptions): PendingNode | undefined {
  const { state } = value
  if (state.kind !== 'pending' || state.node.scope !== scope || startAt?.(value, state.node)) return undefined
  return state.node
}

/** Nodes behind `roots` in topological order, without recursion: chains are as long as the user's loop. */
function orderNodes(roots: readonly Value[], options: ExtractOptions): { nodes: PendingNode[]; sources: Set<Value> } {
  const sources = new Set(options.parameters)
  const done = new Set<PendingNode>()
  const nodes: PendingNode[] = []
  const stack: { node: PendingNode; next: number }[] = []
  const visit = (value: Value): void => {
    if (sources.has(value)) return
    const node = nodeBehind(value, options)
    if (!node) sources.add(value)
    else if (!done.has(node)) {
      done.add(node)
      stack.push({ node, next: 0 })
    }
  }
  for (const root of roots) {
    visit(root)
    for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
      const operand = frame.node.operands[frame.next++]
      if (operand) visit(operand)
      else nodes.push(stack.pop()!.node)
    }
  }
  return { nodes, sources }
}

/** The graph that computes `roots`, in their order, from the values that are known. */
export function extract(roots: readonly Value[], options: ExtractOptions): Extraction {
  const { nodes, sources } = orderNodes(roots, options)
  const builder = new GraphBuilder(options.purpose)
  const ids = new Map<Value, ValueId>()
  for (const source of sources) ids.set(source, builder.parameter(source.type))
  for (const node of nodes) {
    const { primitive, attributes, origin } = node
    const results = builder.add(
      { primitive, attributes, ...(origin && { origin }) },
      node.operands.map((operand) => ids.get(operand)!),
      node.results.map(({ type }) => type),
    )
    node.results.forEach((result, index) => ids.set(result, results[index]!))
  }
  const results = roots.map((root) => ids.get(root)!)
  return { graph: builder.build(results), sources: [...sources], nodes, ids }
}

/** `extract` for graphs that are kept: without the nodes that merging left unused. */
export function extractPruned(roots: readonly Value[], options: ExtractOptions): Extraction {
  const extraction = extract(roots, options)
  return { ...extraction, graph: pruneGraph(extraction.graph, extraction.graph.results) }
}
