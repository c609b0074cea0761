/** The contract between core and a backend: compile a program of primitives, own the buffers, run. */
import type { DType } from '../dtype/dtype.ts'
import type { Graph, TensorType } from '../graph/graph.ts'

/**
 * What a program does with a binding.
 *
 * - `input`: a buffer that is read.
 * - `state`: a buffer that is read and, when the program ends, holds the new value.
 * - `output`: a buffer that is written.
 * - `scalar`: a 0-d value that travels in `Invocation.scalars`.
 */
export type Role = 'input' | 'state' | 'output' | 'scalar'

/** One value that crosses the border of a program. */
export interface Binding {
  /** What the program does with it. */
  readonly role: Role
  /** Shape and dtype. */
  readonly type: TensorType
}

/**
 * A graph with its border.
 *
 * The graph's parameters are the `input`, `state` and `scalar` bindings in their order; its results are the new values of the
 * `state` and the `output` bindings in theirs.
 */
export interface Program {
  /** What is computed. */
  readonly graph: Graph
  /** What crosses its border, in order. */
  readonly bindings: readonly Binding[]
}

/** Memory of a backend; opaque to core. */
export type DeviceBuffer = object

/** A range of a device buffer. */
export interface BufferSlice {
  /** The memory that it is part of. */
  readonly buffer: DeviceBuffer
  /** Where it begins in the buffer. */
  readonly offsetBytes: number
  /** How long it is. */
  readonly sizeBytes: number
}

/** One run of an executable. */
export interface Invocation {
  /** One per binding that is not a scalar, in order. No two overlap, except inputs with inputs. State is read and written in place. */
  readonly buffers: readonly BufferSlice[]
  /** The scalars in binding order, little-endian, each in a slot of `scalarSlotBytes`. */
  readonly scalars: Uint8Array
  /** Run this many times in a row, state carried over; outputs are the last run's. Default 1. */
  readonly repeat?: number
}

/** Bytes between one scalar and the next in `Invocation.scalars`. */
export const scalarSlotBytes = 8

/** A run that has been handed over. */
export interface Submission {
  /** Resolves when the run is over; rejects with this run's own error. */
  done(): Promise<void>
}

/** A compiled program. Runs of one backend take effect in the order of the calls. */
export interface Executable {
  /** Bytes that a run needs for intermediate values, besides the buffers of the invocation. */
  readonly scratchBytes: number
  /** The scalars are taken at the call. */
  run(call: Invocation): Submission
  /** Runs that were submitted go on. */
  dispose(): void
}

/** What a backend can do. */
export interface Capabilities {
  /** Dtypes that programs may hold; float32, int32, uint32 and bool at least. */
  readonly dtypes: readonly DType[]
  /** Largest buffer slice, in bytes. */
  readonly maxBufferBytes: number
  /** Every slice that `allocate` returns starts at a multiple of this. */
  readonly alignmentBytes: number
}

/** A named region that a backend may run as a whole. */
export interface Composite {
  /** Of the region: `softmax`, `layerNorm`, or whatever its author gave. */
  readonly name: string
  /** Types of what the region takes. */
  readonly operands: readonly TensorType[]
  /** Types of what it returns. */
  readonly results: readonly TensorType[]
  /** What it computes, from parameters of the types of the operands: what runs where no backend claims it. */
  readonly body: Graph
}

/**
 * A device that runs programs. Small and open: core holds no list of backends.
 *
 * What a backend lets people see, by debug level: a line per kernel that ran with `reportKernel`, timed only while `reportsKernels()`
 * (level 2); each form of the graph on its way, with `debugLine(3, ...)`; what it generates, with `debugSource` (level 4). All of it
 * goes to stderr.
 */
export interface Backend {
  /** What users choose it by and errors call it. */
  readonly name: string
  /** What programs for it must keep to. */
  readonly capabilities: Capabilities
  /** Whether the backend runs this composite itself; without it every composite is inlined. */
  claims?(composite: Composite): boolean
  /** Zeroed memory. A group may share a slab. Throws when memory is exhausted, naming the bytes asked for. */
  allocate(sizesBytes: readonly number[]): readonly BufferSlice[]
  /** Gives slices back, as `allocate` returned them. After `dispose` it does nothing: finalizers run when they will. */
  free(slices: readonly BufferSlice[]): void
  /** Writes all bytes of a slice; the data are taken at the call. */
  write(slice: BufferSlice, data: ArrayBufferView): void
  /** A copy of the bytes; sees all runs enqueued before it, none after. */
  read(slice: BufferSlice): Promise<ArrayBuffer>
  /** `read` without waiting. */
  readSync?(slice: BufferSlice): ArrayBuffer
  /** Makes a program ready to run. Rejects when the backend cannot run it, naming what is missing. */
  compile(program: Program): Promise<Executable>
  /** Without it, and without `readSync`, `dataSync` throws. Throws a MustWaitError for what only `compile` can make ready. */
  compileSync?(program: Program): Executable
  /** Frees everything; disposing twice does nothing. */
  dispose(): Promise<void>
}
