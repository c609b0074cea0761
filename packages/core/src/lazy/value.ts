/** A value of the lazy graph: on the host, symbolic, pending, scheduled, resident on a backend, failed or freed. */
import type { Backend } from '../backend/backend.ts'
import type { HostArray } from '../dtype/dtype.ts'
import type { NodeOrigin, TensorType } from '../graph/graph.ts'
import type { PrimitiveAttributes, PrimitiveName } from '../primitives/attributes.ts'
import type { ByBackend } from './by-backend.ts'
import type { FlushRecord } from './flush-record.ts'
import type { Scope } from './scope.ts'
import type { Storage } from './storage.ts'

/** Where a value stands in its life. */
export type ValueState =
  /** Raw bits on the host; usable on any backend. */
  | { readonly kind: 'host'; readonly data: HostArray }
  /** A JavaScript number that is passed at run time, so that programs are not compiled once per value. */
  | { readonly kind: 'number'; readonly value: number }
  /** A parameter of the function being traced. */
  | { readonly kind: 'parameter'; readonly scope: Scope }
  /** To be computed by a node of the graph being built. */
  | { readonly kind: 'pending'; readonly node: PendingNode }
  /** Handed to the backend's queue, which has not reached it. */
  | { readonly kind: 'scheduled'; readonly started: Promise<void> }
  | { readonly kind: 'resident'; readonly storage: Storage }
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'freed' }

/** The error of a run that was to change a variable, until somebody has heard of it. */
export interface Failure {
  readonly error: Error
  reported: boolean
}

/** A value with its type. Tensors are handles on values; several may share one. */
export class Value {
  readonly type: TensorType
  state: ValueState
  /** The backend that it belongs to; undefined for host values, which any backend may use. */
  readonly backend: Backend | undefined
  /** A run that was to make this value failed, and the variable kept what it had: reported at the next read. */
  failure: Failure | undefined
  /** The user gave it up. Nodes that were appended before may still read it. */
  disposed = false
  /** Pending nodes that may still read it: while there are any, `dispose` leaves the memory to the collector. */
  consumers = 0
  /** Copies of a host value on the backends that used it: a cache that may be evicted. */
  copies: ByBackend<Storage> | undefined

  constructor(type: TensorType, state: ValueState, backend: Backend | undefined) {
    this.type = type
    this.state = state
    this.backend = backend
  }
}

/** The application of a primitive that has not been computed. */
export interface PendingNode<P extends PrimitiveName = PrimitiveName> {
  readonly primitive: P
  readonly attributes: PrimitiveAttributes[P]
  /** Emptied once every result is resident, so that the history behind it can be collected. */
  operands: readonly Value[]
  results: readonly Value[]
  readonly scope: Scope | undefined
  readonly backend: Backend | undefined
  /** Longest chain of pending nodes below it. */
  readonly depth: number
  /** Where the user's code called for it, when that is recorded. */
  readonly origin: NodeOrigin | undefined
  /** The flush that computed it inside without emitting its results. */
  ranIn: FlushRecord | undefined
}

/** Drops what a node whose results are all known no longer needs. */
export function settleNode(node: PendingNode): void {
  node.ranIn = undefined
  for (const operand of node.operands) operand.consumers -= 1
  node.operands = []
}
