/** The typed form between graphs and code: kernels, each a loop nest with the scalar instructions inside. Plain data. */
import type {
  BinaryName,
  CompareName,
  DType,
  GraphNode,
  PrimitiveAttributes,
  PrimitiveName,
  TensorType,
  UnaryName,
  ValueId,
} from '@neurite/core'
import type { Affine } from '../index-map/affine.ts'

/** Primitives that instructions apply to single elements. */
export type ScalarName = UnaryName | BinaryName | CompareName | 'select' | 'cast'

/** Reductions that a loop kernel does itself. */
export type ReductionName = 'reduceSum' | 'reduceProd' | 'reduceMax' | 'reduceMin'

/** Index of an instruction in its body. */
export type InstructionId = number

/**
 * One element of one value. Instructions stand in the order in which they can run.
 *
 * - `load`: the element of an operand of the kernel at an affine place, in elements.
 * - `index`: the place itself, as a number of the dtype.
 * - `reduce`: over the reduced axes; the same for all their indices.
 * - `product`: the finished sum of a product kernel at this point.
 */
export type Instruction =
  | { readonly op: 'load'; readonly dtype: DType; readonly operand: number; readonly at: Affine }
  | { readonly op: 'constant'; readonly dtype: DType; readonly value: number }
  | { readonly op: 'index'; readonly dtype: DType; readonly at: Affine }
  | {
      readonly op: 'apply'
      readonly dtype: DType
      readonly primitive: ScalarName
      readonly operands: readonly InstructionId[]
    }
  | { readonly op: 'reduce'; readonly dtype: DType; readonly primitive: ReductionName; readonly operand: InstructionId }
  | { readonly op: 'product'; readonly dtype: DType }

/** Writes what an instruction computes to an affine place of a result of the kernel, in elements. */
export interface Store {
  /** Which of the results of the kernel. */
  readonly result: number
  /** Of the result. */
  readonly dtype: DType
  /** Whose value is written. */
  readonly instruction: InstructionId
  /** Where to. */
  readonly at: Affine
}

/** A nest of loops, outermost first, with what runs at each point. */
export interface Loops {
  /** How often each loop runs. */
  readonly extents: readonly number[]
  /** What is computed at each point. */
  readonly body: readonly Instruction[]
  /** What is written at each point; after a reduction, once it is done. */
  readonly stores: readonly Store[]
}

/** Runs its body for every index: the first `kept` loops outermost, the rest, which reductions run over, inside. */
export interface LoopKernel extends Loops {
  readonly kind: 'loop'
  /** How many loops no reduction runs over. */
  readonly kept: number
}

/**
 * A sum of products whose results go through a body on their way to memory. Its loops visit the results: those of the batch, then
 * those of the rows, along which only the left factor moves, then those of the columns, along which only the right one does.
 */
export interface ProductKernel extends Loops {
  readonly kind: 'product'
  /** Of the factors, and of their sums before the body. */
  readonly dtype: DType
  /** The first loop of the rows. */
  readonly rows: number
  /** The first loop of the columns. */
  readonly columns: number
  /** Extents of the loops that are summed over. */
  readonly contracting: readonly number[]
  /** The left one and the right one. */
  readonly factors: readonly [Factor, Factor]
}

/** A factor of a product: an element of an operand of the kernel, in elements. */
export interface Factor {
  /** Which of the kernel's operands. */
  readonly operand: number
  /** At a point of the kernel's loops. */
  readonly at: Affine
  /** From one index of each contracting loop to the next. */
  readonly steps: readonly number[]
}

/** A node that is a kernel by itself. */
export interface NodeKernel<P extends PrimitiveName = PrimitiveName> {
  readonly kind: 'node'
  /** Of the node. */
  readonly primitive: P
  /** Of the node. */
  readonly attributes: PrimitiveAttributes[P]
}

/** A kernel without addresses: equal ones may share code. */
export type Kernel = LoopKernel | ProductKernel | NodeKernel

/** A kernel at its place in a program. Operands may be values that share another's bytes. */
export interface KernelCall {
  /** What runs. */
  readonly kernel: Kernel
  /** The values that it reads. */
  readonly operands: readonly ValueId[]
  /** The values that it writes. */
  readonly results: readonly ValueId[]
  /** Where the user's code called for it, when that was recorded. */
  readonly origin?: GraphNode['origin']
}

/** A graph whose nodes are kernels. Calls are in topological order. */
export interface KernelGraph {
  /** Types of all values, numbered as in the graph that was lowered. */
  readonly values: readonly TensorType[]
  /** How many of the values, the first ones, come from outside. */
  readonly parameters: number
  /** What runs, in order. */
  readonly calls: readonly KernelCall[]
  /** The values that are handed out. */
  readonly results: readonly ValueId[]
  /** The value whose bytes a value shares: itself, unless a kernel would only have copied them. */
  readonly rootOf: (id: ValueId) => ValueId
}
