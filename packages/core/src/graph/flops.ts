/** How much arithmetic a contraction is. */
import type { PrimitiveAttributes, PrimitiveName } from '../primitives/attributes.ts'
import { sizeOf } from '../shape/shape.ts'
import { type AnyGraphNode, type Graph, type GraphNode, type TensorType, typeOf } from './graph.ts'

/** From attributes and types to multiplications and additions. */
type Flops<P extends PrimitiveName> = (
  operands: readonly TensorType[],
  result: TensorType,
  attributes: PrimitiveAttributes[P],
) => number

const last = ({ shape }: TensorType): number => shape.at(-1) ?? 1

/** Multiplications and additions for each element that a window moves over: the cells of the filter that one output sees. */
const perOutput = (filter: TensorType): number => (2 * sizeOf(filter.shape)) / Math.max(1, last(filter))

type Contraction = 'dotGeneral' | 'conv' | 'convInput' | 'convFilter'

const table: { readonly [P in Contraction]: Flops<P> } = {
  dotGeneral: ([lhs], result, { lhsContracting }) =>
    2 * sizeOf(result.shape) * sizeOf(lhsContracting.map((axis) => lhs!.shape[axis]!)),
  conv: ([, filter], result) => sizeOf(result.shape) * perOutput(filter!),
  convInput: ([g, filter]) => sizeOf(g!.shape) * perOutput(filter!),
  convFilter: ([, g], filter) => sizeOf(g!.shape) * perOutput(filter),
}

const isContraction = (node: AnyGraphNode): node is Extract<AnyGraphNode, { primitive: Contraction }> => node.primitive in table

function contractionFlops<P extends Contraction>(graph: Graph, node: GraphNode<P>): number {
  const rule: Flops<P> = table[node.primitive]
  const operands = node.operands.map((id) => typeOf(graph, id))
  return rule(operands, typeOf(graph, node.results[0]!), node.attributes)
}

/** Multiplications and additions of a contraction, padding included; undefined for other nodes. */
export const flopsOf = (graph: Graph, node: AnyGraphNode): number | undefined =>
  isContraction(node) ? contractionFlops(graph, node) : undefined
