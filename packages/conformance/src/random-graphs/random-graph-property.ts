/** Random graphs as fast-check draws them: each knows its number in the run, and one that fails shrinks to a small one. */
import { type DType } from '@neurite/core'
import { type IAsyncProperty, type IProperty, type Random as Generator, stream, Value } from 'fast-check'
import type { Random } from '../values/random.ts'
import { duePrimitives } from './due-primitives.ts'
import { drawGraph, type RandomGraph } from './random-graph.ts'
import { shrinkGraph } from './shrink-graph.ts'

const unitSteps = 2 ** 30

/** fast-check's numbers as the draws take them. */
function randomFrom(generator: Generator): Random {
  const below = (count: number): number => (count <= 1 ? 0 : generator.nextInt(0, count - 1))
  return { below, unit: () => below(unitSteps) / unitSteps, pick: (items) => items[below(items.length)]! }
}

/** An arbitrary of fast-check is not told which run it draws for; a property is. */
const drawing = (dtypes: readonly DType[]): Pick<IProperty<RandomGraph>, 'generate' | 'shrink'> => ({
  generate: (generator, index = 0) => new Value(drawGraph(randomFrom(generator), dtypes, duePrimitives(index)), undefined),
  shrink: ({ value }) => stream(shrinkGraph(value)).map((smaller) => new Value(smaller, undefined)),
})

/** What `holds` rejects of no graph over these dtypes. */
export const graphsHold = (
  dtypes: readonly DType[],
  holds: (graph: RandomGraph) => Promise<void>,
): IAsyncProperty<RandomGraph> => ({
  ...drawing(dtypes),
  isAsync: () => true,
  run: (graph) =>
    holds(graph).then(
      () => null,
      (error: unknown) => ({ error }),
    ),
  runBeforeEach: async () => {},
  runAfterEach: async () => {},
})

/** Hands over every graph that is drawn over these dtypes. */
export const graphsDrawn = (dtypes: readonly DType[], take: (graph: RandomGraph) => void): IProperty<RandomGraph> => ({
  ...drawing(dtypes),
  isAsync: () => false,
  run(graph) {
    take(graph)
    return null
  },
  runBeforeEach() {},
  runAfterEach() {},
})
