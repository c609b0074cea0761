/** Random graphs as cases: a stretch of them each, and one about what they hold. A failure is shrunk and says how to run it again. */
import { formatType, InternalError, printGraph } from '@neurite/core'
import { check, type RunDetails } from 'fast-check'
import { type CaseContext, type ConformanceCase, ConformanceError } from '../suite/conformance-case.ts'
import { ensure } from '../suite/expectations.ts'
import { numbersOf } from '../values/host-tensor.ts'
import { checkRandomGraph, type Compared } from './check-random-graph.ts'
import { coverageOf } from './coverage.ts'
import type { RandomGraph } from './random-graph.ts'
import { type RandomGraphOptions, type RandomGraphRun, randomGraphRun, writtenOption } from './random-graph-options.ts'
import { graphsHold } from './random-graph-property.ts'

const group = 'random graphs'
/** Every primitive stands in so many graphs at least, of so many; runs of fewer graphs hold proportionally less. */
const leastGraphs = { graphs: 50, of: 600 }
const graphsPerCase = 20
/** A run of many graphs has longer cases: each walks to its first graph. */
const mostCases = 50
/** A slow backend gets a graph that is not the smallest, rather than none because the test timed out. */
const shrinkingMs = 30_000

/** Where a case starts, and how many graphs it runs. */
interface Stretch {
  readonly seed: number
  readonly path: string
  readonly count: number
}

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** A graph with the values it failed on. */
function describeGraph({ program, parameters }: RandomGraph): string {
  const values = parameters.map((tensor, id) => `%${id} ${formatType(tensor)} = [${numbersOf(tensor).join(', ')}]`)
  return [printGraph(program.graph), ...values].join('\n')
}

function describeFailure({
  counterexample,
  counterexamplePath,
  numShrinks,
  errorInstance,
  seed,
}: RunDetails<RandomGraph>): ConformanceError {
  if (!counterexample || counterexamplePath === null) throw new InternalError('a check of random graphs failed without a graph')
  const error = errorInstance instanceof Error ? errorInstance.message : String(errorInstance)
  const size = `${plural(counterexample.program.graph.nodes.length, 'node')} in ${plural(numShrinks, 'step')}`
  const again = `to run it again: ${writtenOption({ seed, path: counterexamplePath })}`
  const which = `random graph ${counterexamplePath.split(':')[0]} of seed ${seed}`
  const text = `${which}, shrunk to ${size}: ${error}\nthe graph is\n${describeGraph(counterexample)}\n${again}`
  return new ConformanceError(text, { cause: errorInstance })
}

/** Runs consecutive graphs; shrinks the first that fails, and throws what it has shrunk to. */
async function runStretch(context: CaseContext, { seed, path, count }: Stretch): Promise<Compared[]> {
  const compared: Compared[] = []
  let failedAt: number | undefined
  const holds = async (graph: RandomGraph): Promise<void> => {
    if (failedAt !== undefined && performance.now() - failedAt > shrinkingMs) return
    try {
      compared.push(await checkRandomGraph(context, graph))
    } catch (error) {
      failedAt ??= performance.now()
      throw error
    }
  }
  const details = await check(graphsHold(context.backend.capabilities.dtypes, holds), { seed, path, numRuns: count })
  if (details.failed) throw describeFailure(details)
  return compared
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

/** Compares a stretch of graphs, and sees to it that there was something to compare. */
async function checkStretch(context: CaseContext, stretch: Stretch): Promise<void> {
  const results = await runStretch(context, stretch)
  ensure(results.length === stretch.count, `${plural(results.length, 'graph')} ran, expected ${stretch.count}`)
  const [elements, compared] = [sum(results.map((one) => one.elements)), sum(results.map((one) => one.compared))]
  ensure(compared >= 0.75 * elements, `rounding leaves only ${compared} of ${elements} elements certain enough to compare`)
  const gradients = results.filter(({ hasGradient }) => hasGradient).length
  ensure(gradients >= results.length / 2, `only ${gradients} of ${results.length} graphs have a gradient`)
}

async function checkCoverage({ backend }: CaseContext, { seed, count }: RandomGraphRun): Promise<string> {
  const { graphs, medianNodes, reducingShare } = coverageOf(backend.capabilities.dtypes, seed, count)
  const least = Math.min(leastGraphs.graphs, Math.floor((leastGraphs.graphs * count) / leastGraphs.of))
  const rare = [...graphs].filter(([, held]) => held < least).map(([primitive, held]) => `${primitive} (${held})`)
  ensure(rare.length === 0, `fewer than ${least} of ${count} random graphs hold ${rare.join(', ')}`)
  ensure(medianNodes >= 15, `the random graphs have ${medianNodes} nodes at the median`)
  const share = `${Math.round(reducingShare * 100)}%`
  ensure(reducingShare >= 0.3, `only ${share} of the random graphs contract or reduce`)
  const sorted = [...graphs].sort(([, a], [, b]) => b - a).map(([primitive, held]) => `${primitive} ${held}`)
  return `${count} graphs of seed ${seed}, ${medianNodes} nodes at the median, ${share} contract or reduce: ${sorted.join(', ')}`
}

/** The graphs of a run in stretches. */
function stretchesOf({ seed, count }: RandomGraphRun): readonly (Stretch & { readonly first: number })[] {
  const perCase = Math.max(graphsPerCase, Math.ceil(count / mostCases))
  return Array.from({ length: Math.ceil(count / perCase) }, (_, index) => {
    const first = index * perCase
    return { first, seed, path: String(first), count: Math.min(perCase, count - first) }
  })
}

/**
 * The cases of a run: what the graphs hold, and stretches of them; with a path, that one graph only.
 *
 * @throws ArgumentError when a count, seed or path is none
 */
export function randomGraphCases(options: RandomGraphOptions = {}): ConformanceCase[] {
  const run = randomGraphRun(options)
  const { seed, path } = run
  if (path !== '') {
    const again = async (context: CaseContext): Promise<void> => void (await runStretch(context, { seed, path, count: 1 }))
    return [{ group, name: `${path} of seed ${seed}`, run: again }]
  }
  return [
    { group, name: 'hold every primitive', run: (context) => checkCoverage(context, run) },
    ...stretchesOf(run).map(({ first, ...stretch }): ConformanceCase => ({
      group,
      name: `${first} to ${first + stretch.count - 1}`,
      run: (context) => checkStretch(context, stretch),
    })),
  ]
}
