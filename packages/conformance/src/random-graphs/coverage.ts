/** What the random graphs of a run hold: in how many each primitive stands, how large they are, how many contract or reduce. */
import { type DType, type PrimitiveName } from '@neurite/core'
import { check } from 'fast-check'
import { drawnPrimitives } from './due-primitives.ts'
import type { RandomGraph } from './random-graph.ts'
import { graphsDrawn } from './random-graph-property.ts'

/** Counts over graphs. */
export interface Coverage {
  /** In how many graphs each primitive stands. */
  readonly graphs: ReadonlyMap<PrimitiveName, number>
  readonly medianNodes: number
  /** Share of the graphs with a contraction or a reduction. */
  readonly reducingShare: number
}

const reducing: ReadonlySet<PrimitiveName> = new Set<PrimitiveName>([
  'dotGeneral',
  'conv',
  'convInput',
  'convFilter',
  'windowSum',
  'windowMax',
  'reduceSum',
  'reduceProd',
  'reduceMax',
  'reduceMin',
  'argMax',
  'argMin',
])

/** The graphs of a run, in order: drawn the way in which a check draws them. */
export function drawGraphs(dtypes: readonly DType[], seed: number, count: number): RandomGraph[] {
  const drawn: RandomGraph[] = []
  check(
    graphsDrawn(dtypes, (graph) => void drawn.push(graph)),
    { seed, numRuns: count },
  )
  return drawn
}

/** Counts over the graphs of a run, for a backend of these dtypes. */
export function coverageOf(dtypes: readonly DType[], seed: number, count: number): Coverage {
  const graphs = new Map<PrimitiveName, number>(drawnPrimitives.map((primitive) => [primitive, 0]))
  const drawn = drawGraphs(dtypes, seed, count).map(({ program }) => program.graph.nodes)
  const sets = drawn.map((nodes) => new Set(nodes.map(({ primitive }) => primitive)))
  for (const set of sets) for (const primitive of set) graphs.set(primitive, graphs.get(primitive)! + 1)
  const sizes = drawn.map(({ length }) => length).sort((a, b) => a - b)
  return {
    graphs,
    medianNodes: sizes[Math.floor(sizes.length / 2)]!,
    reducingShare: sets.filter((set) => [...set].some((primitive) => reducing.has(primitive))).length / sets.length,
  }
}
