/** Random graphs: each run whole, as a backend would fuse it, and with every value as an output, which shows where it went wrong. */
import { type AnyGraphNode, dtypes, type HostArray, type PrimitiveName, printGraph, type Program, typeOf } from '@neurite/core'
import { checkNode } from '../compare/check-node.ts'
import type { ToleranceOverrides } from '../compare/tolerance.ts'
import { runProgram } from '../program/run-program.ts'
import { type CaseContext, ConformanceError, type ConformanceCase } from '../suite/conformance-case.ts'
import { ensure } from '../suite/expectations.ts'
import { drawGraph, drawnPrimitives, type RandomGraph } from './random-graph.ts'
import { compareWithRoom, expectedResults } from './sensitivity.ts'

const graphCount = 600
/** Every primitive stands in so many graphs at least. */
const leastGraphs = 50
const graphsPerCase = 20

/** The same program with the results of every node as outputs beside its own results. */
function withAllValues({ graph, bindings }: Program): Program {
  const inside = graph.nodes.flatMap(({ results }) => results)
  return {
    graph: { ...graph, results: [...graph.results, ...inside] },
    bindings: [...bindings, ...inside.map((id) => ({ role: 'output', type: typeOf(graph, id) }) as const)],
  }
}

/** Compares every node with the reference on the operands that the backend itself computed: no error adds up. */
async function checkNodes({ backend, tolerance }: CaseContext, { program, parameters }: RandomGraph): Promise<void> {
  const { graph } = program
  const results = await runProgram(backend, withAllValues(program), parameters)
  const values: HostArray[] = parameters.map(({ bits }) => bits)
  results.slice(graph.results.length).forEach((bits, index) => (values[graph.parameters + index] = bits))
  for (const node of graph.nodes) checkNodeOf(node, graph, values, tolerance)
}

function checkNodeOf(
  node: AnyGraphNode,
  graph: Program['graph'],
  values: readonly HostArray[],
  tolerance: ToleranceOverrides,
): void {
  const operands = node.operands.map((id) => ({ ...typeOf(graph, id), bits: values[id]! }))
  const given = node.results.map((id) => values[id]!)
  checkNode<PrimitiveName>(node.primitive, operands, node.attributes, given, tolerance)
}

async function checkWhole({ backend, tolerance }: CaseContext, { seed, program, parameters }: RandomGraph): Promise<number> {
  const results = await runProgram(backend, program, parameters)
  let compared = 0
  expectedResults(program.graph, parameters, seed, tolerance).forEach((expected, index) => {
    const outcome = compareWithRoom(expected, results[index]!)
    if (outcome.difference) throw new ConformanceError(`result ${index} of the whole program: ${outcome.difference}`)
    compared += outcome.compared
  })
  return compared
}

async function checkSeed(context: CaseContext, seed: number): Promise<number> {
  const drawn = drawGraph(seed, context.backend.capabilities.dtypes)
  try {
    await checkNodes(context, drawn)
    return await checkWhole(context, drawn)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new ConformanceError(`seed ${seed}: ${message}\n${printGraph(drawn.program.graph)}`, { cause: error })
  }
}

/** What the graphs of all seeds hold. */
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

/** Counts over the graphs of all seeds, for a backend of these dtypes. */
export function coverageOf(known = dtypes): Coverage {
  const graphs = new Map<PrimitiveName, number>(drawnPrimitives.map((primitive) => [primitive, 0]))
  const drawn = Array.from({ length: graphCount }, (_, seed) => drawGraph(seed, known).program.graph.nodes)
  const sets = drawn.map((nodes) => new Set(nodes.map(({ primitive }) => primitive)))
  for (const set of sets) for (const primitive of set) graphs.set(primitive, graphs.get(primitive)! + 1)
  const sizes = drawn.map(({ length }) => length).sort((a, b) => a - b)
  return {
    graphs,
    medianNodes: sizes[Math.floor(sizes.length / 2)]!,
    reducingShare: sets.filter((set) => [...set].some((primitive) => reducing.has(primitive))).length / sets.length,
  }
}

async function checkCoverage({ backend }: CaseContext): Promise<string> {
  const known = backend.capabilities.dtypes
  const { graphs, medianNodes, reducingShare } = coverageOf(known)
  const rare = [...graphs].filter(([, count]) => count < leastGraphs).map(([primitive, count]) => `${primitive} (${count})`)
  ensure(rare.length === 0, `fewer than ${leastGraphs} random graphs hold ${rare.join(', ')}`)
  ensure(medianNodes >= 15, `the random graphs have ${medianNodes} nodes at the median`)
  ensure(reducingShare >= 0.3, `only ${Math.round(reducingShare * 100)}% of the random graphs contract or reduce`)
  const sorted = [...graphs].sort(([, a], [, b]) => b - a)
  const share = `${Math.round(reducingShare * 100)}% contract or reduce`
  return `${graphCount} graphs, ${medianNodes} nodes at the median, ${share}: ${sorted.map(([primitive, count]) => `${primitive} ${count}`).join(', ')}`
}

async function checkRange(context: CaseContext, first: number): Promise<void> {
  let compared = 0
  for (let seed = first; seed < first + graphsPerCase; seed++) compared += await checkSeed(context, seed)
  ensure(compared > graphsPerCase, `only ${compared} elements of seeds ${first} and after could be compared`)
}

export const randomGraphCases = (): ConformanceCase[] => [
  { group: 'random graphs', name: 'hold every primitive', run: checkCoverage },
  ...Array.from({ length: graphCount / graphsPerCase }, (_, index): ConformanceCase => {
    const first = index * graphsPerCase
    return {
      group: 'random graphs',
      name: `seeds ${first} to ${first + graphsPerCase - 1}`,
      run: (context) => checkRange(context, first),
    }
  }),
]
