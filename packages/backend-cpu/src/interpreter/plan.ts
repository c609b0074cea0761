/** The order of an interpretation: every node, and which values nobody needs after it. */
import { type AnyGraphNode, type Graph, sizeBytesOf, sizeOf, typeOf, type ValueId } from '@neurite/core'

/** One node, and the values that are read here for the last time. */
export interface Step {
  readonly node: AnyGraphNode
  readonly releases: readonly ValueId[]
}

/** A graph that is ready to be interpreted. */
export interface Plan {
  readonly graph: Graph
  readonly steps: readonly Step[]
  /** The most that values made by nodes hold at one time, those inside bodies included. */
  readonly scratchBytes: number
}

/** Plans a graph: values that no later node and no result needs are released at once. */
export function planGraph(graph: Graph): Plan {
  const steps: Step[] = []
  const needed = new Set(graph.results)
  for (const node of graph.nodes.toReversed()) {
    const mentioned = new Set([...node.operands, ...node.results])
    const releases = [...mentioned].filter((id) => !needed.has(id))
    releases.forEach((id) => needed.add(id))
    steps.push({ node, releases })
  }
  steps.reverse()
  return { graph, steps, scratchBytes: peakBytes(graph, steps) }
}

/** The graphs that a node runs, one at a time. */
function bodiesOf({ primitive, attributes }: AnyGraphNode): readonly Graph[] {
  if (primitive === 'composite' || primitive === 'scan') return [attributes.body]
  if (primitive === 'cond') return [attributes.onTrue, attributes.onFalse]
  return primitive === 'while' ? [attributes.condition, attributes.body] : []
}

const bytesInside = (node: AnyGraphNode): number =>
  bodiesOf(node).reduce((most, body) => Math.max(most, planGraph(body).scratchBytes), 0)

function peakBytes(graph: Graph, steps: readonly Step[]): number {
  const bytesOf = (ids: readonly ValueId[]): number =>
    ids
      .filter((id) => id >= graph.parameters)
      .map((id) => typeOf(graph, id))
      .reduce((sum, { shape, dtype }) => sum + sizeOf(shape) * sizeBytesOf(dtype), 0)
  let [live, peak] = [0, 0]
  for (const { node, releases } of steps) {
    live += bytesOf(node.results)
    peak = Math.max(peak, live + bytesInside(node))
    live -= bytesOf(releases)
  }
  return peak
}
