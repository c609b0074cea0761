/** Writes graphs node by node, typed by core's rules, for tests. */
import {
  type AnyGraphNode,
  type DType,
  type Graph,
  type GraphNode,
  type PrimitiveAttributes,
  type PrimitiveName,
  type Shape,
  type TensorType,
  type TypeRule,
  typeRules,
  type ValueId,
} from '@neurite/core'

/** A node of some primitive is one of the union; the compiler does not see that through a type parameter. */
const isAnyNode = (node: { readonly primitive: PrimitiveName }): node is AnyGraphNode => node.primitive in typeRules

/** A graph under construction: parameters first, then nodes. */
export class GraphWriter {
  readonly #values: TensorType[] = []
  readonly #nodes: AnyGraphNode[] = []
  #parameters = 0

  parameter(shape: Shape, dtype: DType = 'float32'): ValueId {
    if (this.#nodes.length > 0) throw new Error('parameters come before nodes')
    this.#parameters += 1
    return this.#values.push({ shape, dtype }) - 1
  }

  typeOf(id: ValueId): TensorType {
    return this.#values[id]!
  }

  /** Appends a node of one result. */
  node<P extends PrimitiveName>(primitive: P, attributes: PrimitiveAttributes[P], ...operands: readonly ValueId[]): ValueId {
    return this.nodes(primitive, attributes, ...operands)[0]!
  }

  nodes<P extends PrimitiveName>(primitive: P, attributes: PrimitiveAttributes[P], ...operands: readonly ValueId[]): ValueId[] {
    const rule: TypeRule<P> = typeRules[primitive]
    const types = rule(
      primitive,
      operands.map((id) => this.typeOf(id)),
      attributes,
    )
    const results = types.map((type) => this.#values.push(type) - 1)
    const node: GraphNode<P> = { primitive, attributes, operands, results }
    if (!isAnyNode(node)) throw new Error('unreachable')
    this.#nodes.push(node)
    return results
  }

  /** A number everywhere. */
  fill(value: number, shape: Shape, dtype: DType = 'float32'): ValueId {
    const constant = this.node('constant', { value, dtype })
    return shape.length === 0 ? constant : this.node('broadcast', { shape }, constant)
  }

  /** `[..., m, k] x [..., k, n]` without batch axes: sums over the last axis of one and the first of the other. */
  matmul(lhs: ValueId, rhs: ValueId): ValueId {
    const last = this.typeOf(lhs).shape.length - 1
    return this.node('dotGeneral', { lhsBatch: [], rhsBatch: [], lhsContracting: [last], rhsContracting: [0] }, lhs, rhs)
  }

  graph(...results: readonly ValueId[]): Graph {
    return { values: [...this.#values], parameters: this.#parameters, nodes: [...this.#nodes], results }
  }
}
