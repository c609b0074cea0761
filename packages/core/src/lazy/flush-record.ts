/** What is remembered of a flush, so that a later one can ask it for a value that it computed inside. */
import type { Graph, ValueId } from '../graph/graph.ts'
import type { PendingNode, Value } from './value.ts'

/** A flush that has run. */
export interface FlushRecord {
  readonly graph: Graph
  /** One per parameter of the graph. */
  readonly sources: readonly Value[]
  /** Values beyond the asked-for roots that flushes of this structure emit, because a later one needed them. */
  readonly emits: Set<ValueId>
  /** Ids of the results of nodes that ran inside. Weak: a record must not keep the history alive. */
  readonly ids: WeakMap<PendingNode, readonly ValueId[]>
}
