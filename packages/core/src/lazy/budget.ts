/** Keeps pending graphs bounded: one that has grown too deep is computed without being asked for. */
import { flush } from './flush.ts'
import type { PendingNode } from './value.ts'

/** Longest chain of pending nodes. Long enough for a training step to stay one program. */
const mostDepth = 2000

/** Flushes the graph behind `node` once its chain is longer than the budget. */
export function flushWhenDeep(node: PendingNode): void {
  if (node.depth < mostDepth || !node.backend) return
  flush(node.results, node.backend)
}
