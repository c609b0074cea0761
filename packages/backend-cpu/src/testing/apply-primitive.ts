/** Test support: applies one primitive to small tensors written as lists of numbers. */
import {
  allocateHost,
  type AnyGraphNode,
  type BinaryName,
  type CompareName,
  type DType,
  float16ToNumber,
  type Graph,
  type HostArray,
  type None,
  numberToFloat16,
  type PrimitiveAttributes,
  type PrimitiveName,
  type Shape,
  type TensorType,
  type TypeRule,
  typeRules,
  type UnaryName,
} from '@neurite/core'
import { evaluateGraph } from '../interpreter/interpret.ts'

/** A small tensor with its elements as numbers. */
export interface Tensor extends TensorType {
  readonly values: readonly number[]
}

/** Primitives of one or two operands that have no attributes; one member of `Operation`, since there are many. */
type ElementwiseName = UnaryName | BinaryName | CompareName

/** A primitive with its attributes. */
export type Operation =
  | { readonly primitive: ElementwiseName; readonly attributes: None }
  | {
      [P in Exclude<PrimitiveName, ElementwiseName>]: { readonly primitive: P; readonly attributes: PrimitiveAttributes[P] }
    }[Exclude<PrimitiveName, ElementwiseName>]

/** A tensor of this dtype and shape; without a shape, a vector. */
export const tensor = (dtype: DType, values: readonly number[], shape: Shape = [values.length]): Tensor => ({
  dtype,
  shape,
  values,
})

/** The raw bits of a tensor. */
export function encode({ dtype, values }: Tensor): HostArray {
  const data = allocateHost(dtype, values.length)
  data.set(dtype === 'float16' ? values.map(numberToFloat16) : values)
  return data
}

/** The tensor of raw bits. */
export const decode = ({ dtype, shape }: TensorType, data: HostArray): Tensor => ({
  dtype,
  shape,
  values: Array.from(data, (bits) => (dtype === 'float16' ? float16ToNumber(bits) : bits)),
})

const rules: { readonly [P in PrimitiveName]: TypeRule<P> } = typeRules

function typesOf<P extends PrimitiveName>(primitive: P, attributes: PrimitiveAttributes[P], operands: readonly TensorType[]) {
  const rule: TypeRule<P> = rules[primitive]
  return rule(primitive, operands, attributes).map(({ shape, dtype }) => ({ shape, dtype }))
}

/** The graph of one node over operands of these types. */
export function graphOf(operation: Operation, operands: readonly TensorType[]): Graph {
  const results = typesOf(operation.primitive, operation.attributes, operands)
  const ids = [...operands, ...results].map((_, id) => id)
  const [operandIds, resultIds] = [ids.slice(0, operands.length), ids.slice(operands.length)]
  // The attributes are those of the primitive, whichever it is.
  const node = { ...operation, operands: operandIds, results: resultIds } as AnyGraphNode
  return {
    values: [...operands, ...results].map(({ shape, dtype }) => ({ shape, dtype })),
    parameters: operands.length,
    nodes: [node],
    results: resultIds,
  }
}

/** All results of a primitive, through the interpreter. */
export function applyAll(operation: Operation, ...operands: readonly Tensor[]): Tensor[] {
  const graph = graphOf(operation, operands)
  return evaluateGraph(graph, operands.map(encode)).map((data, index) => decode(graph.values[graph.results[index]!]!, data))
}

/** The only result of a primitive. */
export function apply(operation: Operation, ...operands: readonly Tensor[]): Tensor {
  const results = applyAll(operation, ...operands)
  if (results.length !== 1) throw new Error(`${operation.primitive} has ${results.length} results; use applyAll`)
  return results[0]!
}
