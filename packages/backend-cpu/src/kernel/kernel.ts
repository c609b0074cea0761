/** What a kernel is: the meaning of one primitive, as a function from values to the raw bits of its results. */
import {
  type Graph,
  type HostArray,
  InternalError,
  type PrimitiveAttributes,
  type PrimitiveName,
  type TensorType,
} from '@neurite/core'
import type { Value } from '../element/numbers.ts'

/** Interprets a graph; kernels that hold graphs get it handed in, so that they need not know the interpreter. */
export type Evaluate = (graph: Graph, parameters: readonly HostArray[]) => HostArray[]

/** One application of a primitive. */
export interface KernelCall<P extends PrimitiveName> {
  readonly operands: readonly Value[]
  readonly attributes: PrimitiveAttributes[P]
  /** Types of the results. */
  readonly results: readonly TensorType[]
  readonly evaluate: Evaluate
}

/** Computes the results. It never writes into an operand; a result may share an operand's memory. */
export type Kernel<P extends PrimitiveName> = (call: KernelCall<P>) => HostArray[]

/** A kernel for each of these primitives. */
export type KernelTable<P extends PrimitiveName> = { readonly [Name in P]: Kernel<Name> }

/** Operand `index` of a call. */
export function operand({ operands }: { readonly operands: readonly Value[] }, index: number): Value {
  const value = operands[index]
  if (!value) throw new InternalError(`cpu: operand ${index} is missing`)
  return value
}

/** Type of result `index` of a call. */
export function result({ results }: { readonly results: readonly TensorType[] }, index = 0): TensorType {
  const type = results[index]
  if (!type) throw new InternalError(`cpu: the type of result ${index} is missing`)
  return type
}
