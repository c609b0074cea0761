/**
 * First stage: the same function in fewer, plainer nodes. Chains of transposes become one, or none, and follow arithmetic that
 * does not mind them; constants are folded; reductions of nothing vanish; the padding of convolutions becomes a node.
 */
import {
  type AnyGraphNode,
  type Graph,
  type GraphNode,
  isElementwise,
  type PrimitiveAttributes,
  type PrimitiveName,
  type TensorType,
  type ValueId,
} from '@neurite/core'
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

/** Views of a single number hold it everywhere. */
const spreading: ReadonlySet<PrimitiveName> = new Set<PrimitiveName>(['broadcast', 'reshape', 'transpose', 'flip', 'slice'])

/** The number that a value holds everywhere, where that is known. */
function numberIn(rewriting: Rewriting, id: ValueId): number | undefined {
  let maker = rewriting.makerOf(id)
  while (maker && spreading.has(maker.primitive)) maker = rewriting.makerOf(maker.operands[0]!)
  return maker?.primitive === 'constant' ? maker.attributes.value : undefined
}

/** A number everywhere. */
function spread(rewriting: Rewriting, value: number, { dtype, shape }: TensorType, origin: GraphNode['origin']): ValueId {
  const scalar = { dtype, shape: [] }
  const constant = rewriting.make('constant', { value, dtype }, [], scalar, origin)
  return shape.length === 0 ? constant : rewriting.make('broadcast', { shape }, [constant], { dtype, shape }, origin)
}

/** A node over constants, of whatever shape, is a constant. */
function folded(rewriting: Rewriting, node: AnyGraphNode, operands: readonly ValueId[], type: TensorType): ValueId | undefined {
  const numbers = operands.map((id) => numberIn(rewriting, id))
  const known = numbers.filter((value) => value !== undefined)
  if (known.length < operands.length) return undefined
  const value = foldConstants(node.primitive, type.dtype, known)
  return value === undefined ? undefined : spread(rewriting, value, type, node.origin)
}

/**
 * Arithmetic on values that are transposed alike, and on numbers, is transposed afterwards: it then ends the kernel that made
 * them, and products read through the transpose.
 */
function transposedAfter(
  rewriting: Rewriting,
  node: AnyGraphNode,
  operands: readonly ValueId[],
  type: TensorType,
): ValueId | undefined {
  if (!isElementwise(node.primitive) || node.primitive === 'bitcast') return undefined
  const makers = operands.map((id) => rewriting.makerOf(id))
  const first = makers.find((maker) => maker?.primitive === 'transpose')
  if (first?.primitive !== 'transpose') return undefined
  const { permutation } = first.attributes
  const shape = rewriting.types[first.operands[0]!]!.shape
  const before = operands.map((id, i): ValueId | undefined => {
    const maker = makers[i]
    if (maker?.primitive === 'transpose') {
      return maker.attributes.permutation.every((axis, at) => axis === permutation[at]) ? maker.operands[0] : undefined
    }
    const value = numberIn(rewriting, id)
    return value === undefined ? undefined : spread(rewriting, value, { dtype: rewriting.types[id]!.dtype, shape }, node.origin)
  })
  const known = before.filter((id) => id !== undefined)
  if (known.length < operands.length) return undefined
  const [result] = rewriting.add(node, known, [{ dtype: type.dtype, shape }])
  return rewriting.make('transpose', { permutation }, [result!], type, node.origin)
}

/** A reduction over axes of one element is its operand in another shape. */
function reduced(
  rewriting: Rewriting,
  node: GraphNode<'reduceSum' | 'reduceProd' | 'reduceMax' | 'reduceMin'>,
  operand: ValueId,
  type: TensorType,
): ValueId | undefined {
  const { shape } = rewriting.types[operand]!
  if (node.attributes.axes.some((axis) => shape[axis] !== 1)) return undefined
  return rewriting.make('reshape', { shape: type.shape }, [operand], type, node.origin)
}

function rewritten(
  rewriting: Rewriting,
  node: AnyGraphNode,
  operands: readonly ValueId[],
  type: TensorType,
  reads: Reads,
): ValueId | undefined {
  switch (node.primitive) {
    case 'transpose':
      return transpose(rewriting, node, operands, type, reads)
    case 'conv':
    case 'convFilter':
    case 'convInput':
      return plainConvolution(rewriting, node, operands, type)
    case 'reduceSum':
    case 'reduceProd':
    case 'reduceMax':
    case 'reduceMin':
      return reduced(rewriting, node, operands[0]!, type)
    default:
      return folded(rewriting, node, operands, type) ?? transposedAfter(rewriting, node, operands, type)
  }
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
