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
  /** Address of the kernel's `scratchBytes`. */
  readonly scratch: Local
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
  /** Graphs that the kernel runs. */
  readonly bodies?: readonly Graph[]
}

/** One function of the module. */
export interface Kernel extends Needs {
  /** Whether a result may lie on an operand of the same size: element i is read before, and only for, element i. */
  readonly inPlace: boolean
  readonly emit: (frame: Frame) => void
}

/** The result is the operand's bytes: no code, no memory of its own. */
export const alias = 'alias'

/** A row of the lowering table. */
export type Lowering<P extends PrimitiveName> = (site: Site<P>) => Kernel | typeof alias

/** A kernel whose results may not lie on its operands. */
export const kernel = (emit: (frame: Frame) => void, needs: Needs = {}): Kernel => ({ inPlace: false, emit, ...needs })

/** A kernel whose results may lie on its operands. */
export const pointwiseKernel = (emit: (frame: Frame) => void): Kernel => ({ inPlace: true, emit })
