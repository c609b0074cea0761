/** What a graph hands out. */
import type { Graph, TensorType } from './graph.ts'

/** Types of the results of a graph. */
export const resultTypes = (graph: Graph): TensorType[] => graph.results.map((id) => graph.values[id]!)
