/**
 * First stage: the same function in fewer, plainer nodes. Chains of transposes become one, or none; constants are folded; the
 * padding of convolutions becomes a node.
 */
import type { AnyGraphNode, Graph, GraphNode, PrimitiveAttributes, PrimitiveName, TensorType, ValueId } from '@neurite/core'
import { plainConvolution } from './convolution.ts'
import { foldConstants } from './fold.ts'
import { Rewriting } from './rewriting.ts'

/** What stands for a node's result, where a rule applies. */
type Rule<P extends PrimitiveName> = (
  rewriting: Rewriting,
  node: GraphNode<P>,
  operands: readonly ValueId[],
  type: TensorType,
  reads: Reads,
) => ValueId | undefined

/** How often each value of the given graph is read, by nodes and as a result. */
type Reads = readonly number[]

function countReads({ values, nodes, results }: Graph): Reads {
  const reads = new Array<number>(values.length).fill(0)
  for (const id of [...nodes.flatMap(({ operands }) => operands), ...results]) reads[id]! += 1
  return reads
}

const isIdentity = (permutation: readonly number[]): boolean => permutation.every((axis, i) => axis === i)

/** Axes of a contraction's result: those of the batch, then the free ones of lhs, then those of rhs. */
function resultAxes(
  { lhsBatch, lhsContracting }: PrimitiveAttributes['dotGeneral'],
  lhs: TensorType,
  type: TensorType,
): { batch: number[]; left: number[]; right: number[] } {
  const axes = [...type.shape.keys()]
  const firstRight = lhs.shape.length - lhsContracting.length
  return {
    batch: axes.slice(0, lhsBatch.length),
    left: axes.slice(lhsBatch.length, firstRight),
    right: axes.slice(firstRight),
  }
}

/** The product with its factors swapped, where that is what the transpose makes of it. */
const swapFactors = (
  rewriting: Rewriting,
  permutation: readonly number[],
  product: GraphNode<'dotGeneral'>,
  type: TensorType,
): ValueId | undefined => {
  const [lhs, rhs] = product.operands
  const { lhsBatch, rhsBatch, lhsContracting, rhsContracting } = product.attributes
  const { batch, left, right } = resultAxes(product.attributes, rewriting.types[lhs!]!, type)
  const swapped = [...batch, ...right, ...left]
  if (!swapped.every((axis, i) => axis === permutation[i])) return undefined
  const attributes = {
    lhsBatch: rhsBatch,
    rhsBatch: lhsBatch,
    lhsContracting: rhsContracting,
    rhsContracting: lhsContracting,
  }
  return rewriting.make('dotGeneral', attributes, [rhs!, lhs!], type, product.origin)
}

const transpose: Rule<'transpose'> = (rewriting, node, [operand], type, reads) => {
  const { permutation } = node.attributes
  if (isIdentity(permutation)) return operand
  const maker = rewriting.makerOf(operand!)
  if (maker?.primitive === 'transpose') {
    const inner = maker.attributes.permutation
    const merged = permutation.map((axis) => inner[axis]!)
    if (isIdentity(merged)) return maker.operands[0]
    return rewriting.make('transpose', { permutation: merged }, maker.operands, type, node.origin)
  }
  // Whoever else reads the product would have it computed twice.
  const isOnlyReader = reads[node.operands[0]!] === 1
  return maker?.primitive === 'dotGeneral' && isOnlyReader ? swapFactors(rewriting, permutation, maker, type) : undefined
}

/** A node over scalar constants is a constant. */
function folded(rewriting: Rewriting, node: AnyGraphNode, operands: readonly ValueId[], type: TensorType): ValueId | undefined {
  const makers = operands.map((id) => rewriting.makerOf(id))
  const values = makers.flatMap((maker) => (maker?.primitive === 'constant' ? [maker.attributes.value] : []))
  if (values.length < operands.length || type.shape.length > 0) return undefined
  const value = foldConstants(node.primitive, type.dtype, values)
  return value === undefined ? undefined : rewriting.make('constant', { value, dtype: type.dtype }, [], type, node.origin)
}

function rewritten(
  rewriting: Rewriting,
  node: AnyGraphNode,
  operands: readonly ValueId[],
  type: TensorType,
  reads: Reads,
): ValueId | undefined {
  if (node.primitive === 'transpose') return transpose(rewriting, node, operands, type, reads)
  if (node.primitive === 'conv' || node.primitive === 'convFilter' || node.primitive === 'convInput') {
    return plainConvolution(rewriting, node, operands, type)
  }
  return folded(rewriting, node, operands, type)
}

/** The same function, canonically. */
export function canonicalise(graph: Graph): Graph {
  const rewriting = new Rewriting(graph.values.slice(0, graph.parameters))
  const reads = countReads(graph)
  const ids: ValueId[] = Array.from({ length: graph.parameters }, (_, id) => id)
  for (const node of graph.nodes) {
    const operands = node.operands.map((id) => ids[id]!)
    const types = node.results.map((id) => graph.values[id]!)
    const single = types.length === 1 ? rewritten(rewriting, node, operands, types[0]!, reads) : undefined
    const results = single === undefined ? rewriting.add(node, operands, types) : [single]
    node.results.forEach((id, i) => (ids[id] = results[i]!))
  }
  return rewriting.build(graph.results.map((id) => ids[id]!))
}
