/** Which primitives a random graph holds for certain, where they can be had: each has its turn as often as any other. */
import { type PrimitiveName, primitiveNames } from '@neurite/core'
import { seeded, shuffled } from '../values/random.ts'

/** Primitives that random graphs hold. */
export const drawnPrimitives: readonly PrimitiveName[] = primitiveNames.filter(
  (primitive) => primitive !== 'composite' && primitive !== 'hostCall',
)

/** Of so many graphs in a row, one at least holds a given primitive: however many primitives there are, none becomes rare. */
const graphsPerTurn = 11

const perGraph = Math.ceil(drawnPrimitives.length / graphsPerTurn)

/** All primitives, in an order of its own for every round. */
const inRound = (round: number): PrimitiveName[] =>
  shuffled(seeded(round), drawnPrimitives.length).map((index) => drawnPrimitives[index]!)

/** The primitives whose turn it is in graph number `graph` of a run. */
export function duePrimitives(graph: number): PrimitiveName[] {
  const first = graph * perGraph
  const round = Math.floor(first / drawnPrimitives.length)
  const start = first - round * drawnPrimitives.length
  return [...inRound(round), ...inRound(round + 1)].slice(start, start + perGraph)
}
