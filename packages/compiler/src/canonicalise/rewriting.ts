/** A graph being rewritten node by node. */
import {
  type AnyGraphNode,
  type Graph,
  GraphBuilder,
  type GraphNode,
  type PrimitiveAttributes,
  type PrimitiveName,
  pruneGraph,
  type TensorType,
  type ValueId,
} from '@neurite/core'

/** A graph being rewritten: what the rules see and do. */
export class Rewriting {
  /** Types of the new graph's values. */
  readonly types: TensorType[] = []
  readonly #builder = new GraphBuilder({ claims: () => true, isBody: true })
  /** Makers of the new graph's values. */
  readonly #makers = new Map<ValueId, AnyGraphNode>()
  readonly #parameters: number

  constructor(parameters: readonly TensorType[]) {
    this.#parameters = parameters.length
    for (const type of parameters) this.types[this.#builder.parameter(type)] = type
  }

  /** The node that makes a value; none for parameters. */
  makerOf(id: ValueId): AnyGraphNode | undefined {
    return this.#makers.get(id)
  }

  /** Adds a node, or finds its equal. */
  add(node: AnyGraphNode, operands: readonly ValueId[], types: readonly TensorType[]): readonly ValueId[] {
    const results = this.#builder.add(node, operands, types)
    results.forEach((id, i) => {
      this.types[id] ??= types[i]!
      if (!this.#makers.has(id) && id >= this.#parameters) this.#makers.set(id, { ...node, operands, results } as AnyGraphNode)
    })
    return results
  }

  /** Adds a node with one result. */
  make<P extends PrimitiveName>(
    primitive: P,
    attributes: PrimitiveAttributes[P],
    operands: readonly ValueId[],
    type: TensorType,
    origin: GraphNode['origin'],
  ): ValueId {
    const node = { primitive, attributes, operands, results: [], ...(origin && { origin }) } as unknown as AnyGraphNode
    return this.add(node, operands, [type])[0]!
  }

  /** The new graph, without what `results` do not need. */
  build(results: readonly ValueId[]): Graph {
    return pruneGraph(this.#builder.build(results), results)
  }
}
