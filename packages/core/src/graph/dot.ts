/** Draws graphs: the language of Graphviz, with the graphs inside nodes as clusters. */
import { bodiesOf, formatAttributes } from './attributes.ts'
import type { AnyGraphNode, Graph, ValueId } from './graph.ts'
import { formatType } from './print.ts'

/** Options of `graphToDot`. */
export interface GraphDotOptions {
  /** What the drawing is called. Default `graph`. */
  readonly name?: string
}

/** A quoted string of the language. Its backslashes would begin escapes such as `\N`, the name of the node. */
const quote = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`

/** A node of the drawing; its id is unique in the whole of it. */
const declare = (id: string, label: string, shape: 'box' | 'ellipse'): string => `${id} [label=${quote(label)}, shape=${shape}]`

const labelOf = (node: AnyGraphNode): string => [node.primitive, ...formatAttributes(node)].join('\n')

/** The lines of one graph; every id begins with `prefix`. */
function drawGraph(graph: Graph, prefix: string): string[] {
  /** The drawn node that each value comes from. */
  const sources: string[] = []
  const lines: string[] = []
  const connect = (value: ValueId, target: string): void => {
    lines.push(`${sources[value]} -> ${target} [label=${quote(formatType(graph.values[value]!))}]`)
  }
  for (let id = 0; id < graph.parameters; id++) {
    sources[id] = `${prefix}p${id}`
    lines.push(declare(sources[id]!, `parameter ${id}\n${formatType(graph.values[id]!)}`, 'ellipse'))
  }
  graph.nodes.forEach((node, index) => {
    const own = `${prefix}n${index}`
    lines.push(declare(own, labelOf(node), 'box'))
    for (const value of node.operands) connect(value, own)
    for (const value of node.results) sources[value] = own
    bodiesOf(node).forEach(([name, body], place) => lines.push(...drawBody(own, name, body, place)))
  })
  graph.results.forEach((value, index) => {
    const own = `${prefix}r${index}`
    lines.push(declare(own, `result ${index}`, 'ellipse'))
    connect(value, own)
  })
  return lines
}

/** A graph that a node runs: a cluster, to which the node points. */
function drawBody(owner: string, name: string, body: Graph, place: number): string[] {
  const prefix = `${owner}b${place}`
  const cluster = `cluster_${prefix}`
  const entry = body.parameters > 0 ? 'p0' : body.nodes.length > 0 ? 'n0' : 'r0'
  return [
    ...drawCluster(cluster, name, body, prefix),
    ...(body.parameters + body.nodes.length + body.results.length > 0
      ? [`${owner} -> ${prefix}${entry} [lhead=${cluster}, style=dashed]`]
      : []),
  ]
}

const drawCluster = (cluster: string, label: string, graph: Graph, prefix: string): string[] => [
  `subgraph ${cluster} {`,
  ...[`label=${quote(label)}`, ...drawGraph(graph, prefix)].map((line) => `  ${line}`),
  '}',
]

/**
 * Graphs in the language of Graphviz: `dot -Tsvg` draws them. Edges carry types; the graphs inside loops, branches and composites are
 * clusters, to which their node points with a dashed edge.
 *
 * @param graphs - one, or several that become a cluster each
 * @example
 * const text = graphToDot(step.graphs, { name: 'training step' })
 */
export function graphToDot(graphs: Graph | readonly Graph[], { name = 'graph' }: GraphDotOptions = {}): string {
  const [first, ...others] = 'nodes' in graphs ? [graphs] : graphs
  const all = first ? [first, ...others] : []
  const lines =
    others.length === 0
      ? all.flatMap((graph) => drawGraph(graph, ''))
      : all.flatMap((graph, index) => drawCluster(`cluster_${index}`, `graph ${index}`, graph, `g${index}`))
  return [`digraph ${quote(name)} {`, ...['compound=true', ...lines].map((line) => `  ${line}`), '}', ''].join('\n')
}
