/** The graph that a program consists of: static single assignment over primitives, plain data that can be printed and sent. */
import type { DType } from '../dtype/dtype.ts'
import type { PrimitiveAttributes, PrimitiveName } from '../primitives/attributes.ts'
import type { Shape } from '../shape/shape.ts'

/** Shape and dtype of a value; all values are dense and row-major. */
export interface TensorType {
  /** Extents, outermost first. */
  readonly shape: Shape
  /** Element type. */
  readonly dtype: DType
}

/** Index into `Graph.values`. */
export type ValueId = number

/** Where a node comes from: as text the line of the user's code, such as `loss (file:///app/model.ts:12:5)`. */
export interface NodeOrigin {
  /** Path of the layer that was being applied, such as `sequential/dense_1`. */
  readonly layer?: string | undefined
  /** The line of the user's code, as text. */
  toString(): string
}

/** The application of one primitive: operands in, results out. */
export interface GraphNode<P extends PrimitiveName = PrimitiveName> {
  /** What is applied. */
  readonly primitive: P
  /** The static attributes of the primitive. */
  readonly attributes: PrimitiveAttributes[P]
  /** The values that it takes, in the order of the primitive. */
  readonly operands: readonly ValueId[]
  /** The values that it gives: new ones, numbered in order. */
  readonly results: readonly ValueId[]
  /** Where the user's code called for it, when that was recorded. */
  readonly origin?: NodeOrigin
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
  /** The type of each value, by its id. */
  readonly values: readonly TensorType[]
  /** How many of the values, the first ones, come from outside. */
  readonly parameters: number
  /** In topological order. */
  readonly nodes: readonly AnyGraphNode[]
  /** The values that are handed out. */
  readonly results: readonly ValueId[]
}

/** Type of a value; throws on an id that is not in the graph. */
export function typeOf(graph: Graph, value: ValueId): TensorType {
  const type = graph.values[value]
  if (!type) throw new RangeError(`internal: graph has no value ${value}`)
  return type
}
