/** Checks text in the language of Graphviz: brackets and quotes in balance, and every edge between nodes that are declared. */
import { expect } from 'vitest'

/** What a drawing consists of. */
export interface Drawing {
  readonly nodes: ReadonlySet<string>
  readonly edges: readonly (readonly [from: string, to: string])[]
  readonly clusters: ReadonlySet<string>
}

/** Quoted strings, with their escapes, so that what is left is structure. */
const quoted = /"(?:[^"\\]|\\.)*"/g

/** The parts of a drawing; throws where it is no drawing. */
export function checkDot(text: string): Drawing {
  const bare = text.replaceAll(quoted, 'Q')
  expect(bare).not.toContain('"')
  expect(bare).toMatch(/^digraph Q \{\n[^]*\}\n$/)
  const nodes = new Set<string>()
  const edges: [string, string][] = []
  const clusters = new Set<string>()
  let depth = 0
  for (const line of bare.split('\n').map((each) => each.trim())) {
    depth += line.split('{').length - line.split('}').length
    expect(depth).toBeGreaterThanOrEqual(0)
    const edge = /^(\w+) -> (\w+) \[[^[\]]*\]$/.exec(line)
    const node = /^(\w+) \[label=Q, shape=\w+\]$/.exec(line)
    const cluster = /^subgraph (cluster_\w+) \{$/.exec(line)
    const other = /^(digraph Q \{|label=Q|compound=true|\}|)$/.test(line)
    if (edge) edges.push([edge[1]!, edge[2]!])
    else if (node) {
      expect(nodes).not.toContain(node[1])
      nodes.add(node[1]!)
    } else if (cluster) {
      expect(clusters).not.toContain(cluster[1])
      clusters.add(cluster[1]!)
    } else expect(other, line).toBe(true)
  }
  expect(depth).toBe(0)
  for (const [from, to] of edges) {
    expect(nodes).toContain(from)
    expect(nodes).toContain(to)
  }
  for (const [, head] of bare.matchAll(/lhead=(\w+)/g)) expect(clusters).toContain(head)
  return { nodes, edges, clusters }
}
