/** The graph that a program consists of: static single assignment over primitives, plain data that can be printed and sent. */
import type { DType } from '../dtype/dtype.ts'
import type { PrimitiveAttributes, PrimitiveName } from '../primitives/attributes.ts'
import type { Shape } from '../shape/shape.ts'

/** Shape and dtype of a value; all values are dense and row-major. */
export interface TensorType {
  readonly shape: Shape
  readonly dtype: DType
}

/** Index into `Graph.values`. */
export type ValueId = number

/** The application of one primitive: operands in, results out. */
export interface GraphNode<P extends PrimitiveName = PrimitiveName> {
  readonly primitive: P
  readonly attributes: PrimitiveAttributes[P]
  readonly operands: readonly ValueId[]
  readonly results: readonly ValueId[]
  /** Where the user's code called for it, when that was recorded. */
  readonly origin?: { toString(): string }
}

/** Any node, as a union that narrows on `primitive`. */
export type AnyGraphNode = { [P in PrimitiveName]: GraphNode<P> }[PrimitiveName]

/**
 * A pure function from parameters to results.
 *
 * Values are numbered densely: the parameters first (0 to `parameters - 1`), then every node's results in order. Nodes are in
 * topological order. A result may be a parameter, and may stand twice.
 */
export interface Graph {
  readonly values: readonly TensorType[]
  readonly parameters: number
  readonly nodes: readonly AnyGraphNode[]
  readonly results: readonly ValueId[]
}

/** Type of a value; throws on an id that is not in the graph. */
export function typeOf(graph: Graph, value: ValueId): TensorType {
  const type = graph.values[value]
  if (!type) throw new RangeError(`internal: graph has no value ${value}`)
  return type
}
