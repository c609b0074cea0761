/** Writes programs node by node, typed by core's rules. */
import {
  type AnyGraphNode,
  type Binding,
  type DType,
  type Graph,
  type GraphNode,
  InternalError,
  type PrimitiveAttributes,
  type PrimitiveName,
  type Program,
  type Role,
  type TensorType,
  type TypeRule,
  typeOf,
  typeRules,
  type ValueId,
} from '@neurite/core'

const rules: { readonly [P in PrimitiveName]: TypeRule<P> } = typeRules

/** The types of a primitive's results. Throws core's error where the operands do not fit. */
export function resultTypes<P extends PrimitiveName>(
  primitive: P,
  operands: readonly TensorType[],
  attributes: PrimitiveAttributes[P],
): readonly TensorType[] {
  const rule: TypeRule<P> = rules[primitive]
  return rule(`conformance: ${primitive}`, operands, attributes).map(({ shape, dtype }) => ({ shape, dtype }))
}

/** A node of one primitive is a node of the union, which the compiler does not see through a type parameter. */
const anyNode = <P extends PrimitiveName>(node: GraphNode<P>): AnyGraphNode => node as GraphNode as AnyGraphNode

/** The graph of a single node whose operands are the parameters. */
export function singleNode<P extends PrimitiveName>(
  primitive: P,
  operands: readonly TensorType[],
  attributes: PrimitiveAttributes[P],
): Graph {
  const writer = new ProgramWriter()
  const ids = operands.map((type) => writer.input(type))
  return writer.program({ outputs: writer.apply(primitive, ids, attributes) }).graph
}

/** Values for the states, in order, and for the outputs. */
export interface ProgramResults {
  readonly states?: readonly ValueId[]
  readonly outputs?: readonly ValueId[]
}

/** A program under construction: parameters first, then nodes. */
export class ProgramWriter {
  readonly #values: TensorType[] = []
  readonly #nodes: AnyGraphNode[] = []
  readonly #bindings: Binding[] = []

  input(type: TensorType): ValueId {
    return this.parameter('input', type)
  }

  state(type: TensorType): ValueId {
    return this.parameter('state', type)
  }

  scalar(dtype: DType): ValueId {
    return this.parameter('scalar', { dtype, shape: [] })
  }

  parameter(role: Exclude<Role, 'output'>, { dtype, shape }: TensorType): ValueId {
    if (this.#nodes.length > 0) throw new InternalError('the parameters of a program come before its nodes')
    this.#bindings.push({ role, type: { dtype, shape } })
    return this.#values.push({ dtype, shape }) - 1
  }

  typeOf(id: ValueId): TensorType {
    const type = this.#values[id]
    if (!type) throw new InternalError(`the program has no value ${id}`)
    return type
  }

  get nodes(): readonly AnyGraphNode[] {
    return this.#nodes
  }

  /** Appends a node; returns its results. */
  apply<P extends PrimitiveName>(primitive: P, operands: readonly ValueId[], attributes: PrimitiveAttributes[P]): ValueId[] {
    const types = resultTypes(
      primitive,
      operands.map((id) => this.typeOf(id)),
      attributes,
    )
    const results = types.map((type) => this.#values.push(type) - 1)
    this.#nodes.push(anyNode<P>({ primitive, attributes, operands, results }))
    return results
  }

  /** Appends a node of one result. */
  one<P extends PrimitiveName>(primitive: P, operands: readonly ValueId[], attributes: PrimitiveAttributes[P]): ValueId {
    return this.apply(primitive, operands, attributes)[0]!
  }

  /** Appends the nodes of a graph, with its parameters replaced. */
  inline(graph: Graph, operands: readonly ValueId[]): ValueId[] {
    const ids = [...operands]
    for (const node of graph.nodes) {
      const given = node.operands.map((id) => ids[id]!)
      this.#append(node, given).forEach((id, index) => (ids[node.results[index]!] = id))
    }
    return graph.results.map((id) => ids[id]!)
  }

  #append<P extends PrimitiveName>(node: GraphNode<P>, operands: readonly ValueId[]): ValueId[] {
    return this.apply(node.primitive, operands, node.attributes)
  }

  /** A value of this number everywhere. */
  constant(value: number, { dtype, shape }: TensorType): ValueId {
    const id = this.one('constant', [], { value, dtype })
    return shape.length > 0 ? this.one('broadcast', [id], { shape }) : id
  }

  /** The program with these results. */
  program({ states = [], outputs = [] }: ProgramResults): Program {
    const graph: Graph = {
      values: [...this.#values],
      parameters: this.#bindings.length,
      nodes: [...this.#nodes],
      results: [...states, ...outputs],
    }
    return {
      graph,
      bindings: [...this.#bindings, ...outputs.map((id): Binding => ({ role: 'output', type: typeOf(graph, id) }))],
    }
  }
}
