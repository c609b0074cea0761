/** Reads the magnitudes that a watching graph returned: which node was the first to make NaN or Infinity out of better operands. */
import type { AnyGraphNode, Graph, ValueId } from '../graph/graph.ts'
import type { PrimitiveName } from '../primitives/attributes.ts'
import type { NanCheckRule } from './setting.ts'
import type { Block, Layout } from './watch.ts'

/** A node that runs the graph with the fault. */
export interface Enclosing {
  readonly node: AnyGraphNode
  /** Which step of a loop of fixed length it was. */
  readonly step: number | undefined
}

/** The first node with a fault. */
export interface Blame {
  readonly node: AnyGraphNode
  /** The graph that the node is of. */
  readonly graph: Graph
  /** What it made. */
  readonly made: 'NaN' | 'Infinity'
  /** Greatest magnitudes of the operands; undefined for integers and empty operands. */
  readonly operands: readonly (number | undefined)[]
  /** The nodes around it, outermost first. */
  readonly enclosing: readonly Enclosing[]
}

/** Primitives that make no fault: literals, and what holds the least or greatest value where it is over nothing. */
const infiniteByDefinition = new Set<PrimitiveName>(['constant', 'reduceMax', 'reduceMin', 'cumMax', 'windowMax'])

/** How bad a magnitude is: 0 finite, 1 infinite, 2 NaN. */
function badness(magnitude: number | undefined): number {
  if (magnitude === undefined || Number.isFinite(magnitude)) return 0
  return Number.isNaN(magnitude) ? 2 : 1
}

/** The magnitudes of one run of a graph. */
interface Run {
  readonly layout: Layout
  readonly magnitudes: Float32Array
  readonly offset: number
}

function magnitudeOf({ layout, magnitudes, offset }: Run, id: ValueId): number | undefined {
  const place = layout.places.get(id)
  return place === undefined ? layout.literals.get(id) : magnitudes[offset + place]
}

const worstOf = (run: Run, ids: readonly ValueId[]): number => Math.max(0, ...ids.map((id) => badness(magnitudeOf(run, id))))

/** The fault inside a node, by the steps in which its graph ran. */
function blameInside(run: Run, node: AnyGraphNode, block: Block, rule: NanCheckRule): Blame | undefined {
  const { layout, times, reverse } = block
  for (let step = 0; step < times; step++) {
    const row = reverse ? times - 1 - step : step
    const inner = { ...run, layout, offset: run.offset + block.offset + row * layout.size }
    const blame = blameRun(inner, rule)
    const enclosing = { node, step: node.primitive === 'scan' ? row : undefined }
    if (blame) return { ...blame, enclosing: [enclosing, ...blame.enclosing] }
  }
  return undefined
}

function blameRun(run: Run, rule: NanCheckRule): Blame | undefined {
  const { graph, blocks } = run.layout
  for (const node of graph.nodes) {
    for (const block of blocks.get(node) ?? []) {
      const inside = blameInside(run, node, block, rule)
      if (inside) return inside
    }
    if (infiniteByDefinition.has(node.primitive)) continue
    const made = worstOf(run, node.results)
    if (made <= worstOf(run, node.operands) || (made === 1 && !rule.infinity)) continue
    const operands = node.operands.map((id) => magnitudeOf(run, id))
    return { node, graph, made: made === 2 ? 'NaN' : 'Infinity', operands, enclosing: [] }
  }
  return undefined
}

/** The first node that made NaN out of operands without any, or Infinity out of finite ones. */
export const findBlame = (layout: Layout, magnitudes: Float32Array, rule: NanCheckRule): Blame | undefined =>
  blameRun({ layout, magnitudes, offset: 0 }, rule)

/** The first parameter with NaN in it, where NaN reaches a result of the graph. */
export function findNanParameter(layout: Layout, magnitudes: Float32Array): ValueId | undefined {
  const run = { layout, magnitudes, offset: 0 }
  const isNan = (id: ValueId): boolean => badness(magnitudeOf(run, id)) === 2
  if (!layout.graph.results.some(isNan)) return undefined
  const parameter = layout.graph.values.findIndex((_, id) => id < layout.graph.parameters && isNan(id))
  return parameter < 0 ? undefined : parameter
}
