/** What a row of the lowering table makes of a node. */
import type { Graph, PrimitiveAttributes, PrimitiveName, TensorType } from '@neurite/core'
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import type { View } from './view.ts'

/** A node as its lowering sees it: types and attributes, no addresses, so that equal nodes share a kernel. */
export interface Site<P extends PrimitiveName> {
  readonly attributes: PrimitiveAttributes[P]
  readonly operands: readonly TensorType[]
  readonly results: readonly TensorType[]
}

/** Bytes of an address in memory. */
export const addressBytes = 4

/** What a kernel's function is given: dense views on its operands and results, addressed by its parameters. */
export interface Frame {
  readonly code: FunctionBuilder
  readonly operands: readonly View[]
  readonly results: readonly View[]
  /** Address of the kernel's `scratchBytes`; each thread has its own. */
  readonly scratch: Local
  /** The parts of a kernel that has `tasks` to run in this call: from `first` up to, not including, `last`; at least one. */
  readonly range: { readonly first: Local; readonly last: Local }
  /** One per graph in the kernel's `bodies`. */
  readonly bodies: readonly Body[]
  /** The number under which the host knows a call of one of its functions. */
  readonly hostCall: (call: HostCall) => number
}

/** A graph that was compiled to a function. */
export interface Body {
  /** Emits a run; `addresses` are those of its parameters, then of its results, and no result may lie on anything else. */
  readonly call: (addresses: readonly Local[]) => void
}

/** A function of the host with the types of what goes in and comes out. */
export interface HostCall {
  readonly name: string
  readonly operands: readonly TensorType[]
  readonly results: readonly TensorType[]
}

/** What a kernel needs besides its operands and results. */
export interface Needs {
  /** Room in the arena that holds nothing when the kernel starts. */
  readonly scratchBytes?: number
  /**
   * Number of parts that may run on different threads, in any order and at the same time: none writes what another reads or
   * writes. Parts are of equal size, but for the last, and worth some microseconds. Without it the kernel runs on one thread.
   */
  readonly tasks?: number
  /** Graphs that the kernel runs. */
  readonly bodies?: readonly Graph[]
}

/** One function of the module. */
export interface Kernel extends Needs {
  /** Whether a result may lie on an operand of the same size, both by number. */
  readonly inPlace: (result: number, operand: number) => boolean
  readonly emit: (frame: Frame) => void
}

/** A row of the lowering table. */
export type Lowering<P extends PrimitiveName> = (site: Site<P>) => Omit<Kernel, 'inPlace'>

/** A kernel. */
export const kernel = (emit: (frame: Frame) => void, needs: Needs = {}): Omit<Kernel, 'inPlace'> => ({ emit, ...needs })
