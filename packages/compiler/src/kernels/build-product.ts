/** Makes product kernels of contractions and convolutions: axes become loops, merged where both factors cross them as one. */
import { type AnyGraphNode, type Graph, type GraphNode, InternalError, stridesOf, type TensorType } from '@neurite/core'
import { addAffine, type Affine, affine, constantAffine, scaleAffine } from '../index-map/affine.ts'
import type { IndexMap } from '../index-map/index-map.ts'
import type { Loops, ProductKernel } from './kernel.ts'
import { mergeLoops } from './merge-loops.ts'

/** An operand of a product: a strided view on an operand of the kernel, in elements. */
export interface FactorView {
  readonly operand: number
  readonly type: TensorType
  readonly offset: number
  readonly strides: readonly number[]
}

/** A loop that is summed over, with the steps of both factors, in elements. */
interface SummedLoop {
  readonly extent: number
  readonly left: number
  readonly right: number
}

/** How a factor moves along the axes of the product's result. */
interface Moves {
  readonly offset: number
  readonly strides: readonly number[]
}

/** A product by the axes of its result. */
interface Description {
  /** The first axis of the rows, and the first of the columns. */
  readonly rows: number
  readonly columns: number
  readonly summed: readonly SummedLoop[]
  readonly lhs: Moves
  readonly rhs: Moves
}

const otherAxes = ({ shape }: TensorType, taken: readonly number[]): number[] =>
  [...shape.keys()].filter((axis) => !taken.includes(axis))

function describeDotGeneral({ attributes }: GraphNode<'dotGeneral'>, lhs: FactorView, rhs: FactorView): Description {
  const { lhsBatch, rhsBatch, lhsContracting, rhsContracting } = attributes
  const [left, right] = [
    otherAxes(lhs.type, [...lhsBatch, ...lhsContracting]),
    otherAxes(rhs.type, [...rhsBatch, ...rhsContracting]),
  ]
  const along = ({ strides }: FactorView, axes: readonly number[]): number[] => axes.map((axis) => strides[axis]!)
  const none = (axes: readonly number[]): number[] => axes.map(() => 0)
  return {
    rows: lhsBatch.length,
    columns: lhsBatch.length + left.length,
    summed: lhsContracting.map((axis, i) => ({
      extent: lhs.type.shape[axis]!,
      left: lhs.strides[axis]!,
      right: rhs.strides[rhsContracting[i]!]!,
    })),
    lhs: { offset: lhs.offset, strides: [...along(lhs, lhsBatch), ...along(lhs, left), ...none(right)] },
    rhs: { offset: rhs.offset, strides: [...along(rhs, rhsBatch), ...none(left), ...along(rhs, right)] },
  }
}

/** Axes of a tensor between its first and its last. */
const spatial = (values: readonly number[]): readonly number[] => values.slice(1, -1)

/** Result [n, ...positions, out]: rows are positions, sums run over the window and the channels that go in. */
function describeConv({ attributes: { strides, dilations } }: GraphNode<'conv'>, x: FactorView, filter: FactorView): Description {
  const [channels, outputs] = [filter.type.shape.at(-2)!, filter.strides.at(-1)!]
  const window = spatial(x.strides)
  return {
    rows: 0,
    columns: x.type.shape.length - 1,
    summed: [
      ...window.map((step, i) => ({ extent: filter.type.shape[i]!, left: step * dilations[i]!, right: filter.strides[i]! })),
      { extent: channels, left: x.strides.at(-1)!, right: filter.strides.at(-2)! },
    ],
    lhs: { offset: x.offset, strides: [x.strides[0]!, ...window.map((step, i) => step * strides[i]!), 0] },
    rhs: { offset: filter.offset, strides: [0, ...window.map(() => 0), outputs] },
  }
}

/** Result [...kernel, in, out]: rows are places in the window and channels that go in, sums run over positions. */
function describeConvFilter(
  { attributes: { strides, dilations } }: GraphNode<'convFilter'>,
  x: FactorView,
  g: FactorView,
): Description {
  const window = spatial(x.strides)
  return {
    rows: 0,
    columns: x.type.shape.length - 1,
    summed: [
      { extent: g.type.shape[0]!, left: x.strides[0]!, right: g.strides[0]! },
      ...window.map((step, i) => ({ extent: g.type.shape[i + 1]!, left: step * strides[i]!, right: g.strides[i + 1]! })),
    ],
    lhs: { offset: x.offset, strides: [...window.map((step, i) => step * dilations[i]!), x.strides.at(-1)!, 0] },
    rhs: { offset: g.offset, strides: [...window.map(() => 0), 0, g.strides.at(-1)!] },
  }
}

/** Result [n, ...spatial, in], of a gradient that has been padded: the window moves over it one by one, the filter reversed. */
function describeConvInput(
  { attributes: { dilations } }: GraphNode<'convInput'>,
  g: FactorView,
  filter: FactorView,
): Description {
  const window = spatial(g.strides)
  const last = window.reduce((offset, _, i) => offset + (filter.type.shape[i]! - 1) * filter.strides[i]!, filter.offset)
  return {
    rows: 0,
    columns: g.type.shape.length - 1,
    summed: [
      ...window.map((step, i) => ({ extent: filter.type.shape[i]!, left: step * dilations[i]!, right: -filter.strides[i]! })),
      { extent: g.type.shape.at(-1)!, left: g.strides.at(-1)!, right: filter.strides.at(-1)! },
    ],
    lhs: { offset: g.offset, strides: [g.strides[0]!, ...window, 0] },
    rhs: { offset: last, strides: [0, ...window.map(() => 0), filter.strides.at(-2)!] },
  }
}

function describe(node: AnyGraphNode, lhs: FactorView, rhs: FactorView): Description {
  if (node.primitive === 'dotGeneral') return describeDotGeneral(node, lhs, rhs)
  if (node.primitive === 'conv') return describeConv(node, lhs, rhs)
  if (node.primitive === 'convFilter') return describeConvFilter(node, lhs, rhs)
  if (node.primitive === 'convInput') return describeConvInput(node, lhs, rhs)
  throw new InternalError(`compiler: ${node.primitive} is no product`)
}

/** A sum may run over its loops in any order; from the widest step down, neighbours merge most often. */
function mergeSummed(loops: readonly SummedLoop[]): SummedLoop[] {
  const merged: SummedLoop[] = []
  for (const loop of loops.filter(({ extent }) => extent !== 1).sort((a, b) => b.left - a.left)) {
    const last = merged.at(-1)
    const joins = last && last.left === loop.left * loop.extent && last.right === loop.right * loop.extent
    if (joins) merged[merged.length - 1] = { ...loop, extent: last.extent * loop.extent }
    else merged.push(loop)
  }
  return merged
}

/** The place of a factor by the kernel's loops, through the map of the result. */
const placeOf = ({ offset, strides }: Moves, map: IndexMap): Affine =>
  map.reduce((sum, place, axis) => addAffine(sum, scaleAffine(place, strides[axis]!)), constantAffine(offset))

/**
 * The kernel of a contraction or a convolution, with the body and the stores of `given`.
 *
 * @param map - of the result in the loops, which visit it axis by axis, each in one loop or several
 */
export function productKernel(
  node: AnyGraphNode,
  graph: Graph,
  map: IndexMap,
  [left, right]: readonly [FactorView, FactorView],
  given: Loops,
): ProductKernel {
  const { rows, columns, summed, lhs, rhs } = describe(node, left, right)
  const loopsIn = (axes: number): number => Math.max(0, ...map.slice(0, axes).map(({ strides }) => strides.length))
  const { loops, parts, others } = mergeLoops(given, [loopsIn(rows), loopsIn(columns)], [placeOf(lhs, map), placeOf(rhs, map)])
  const merged = mergeSummed(summed)
  return {
    kind: 'product',
    dtype: graph.values[node.results[0]!]!.dtype,
    rows: parts[0]!,
    columns: parts[1]!,
    contracting: merged.map(({ extent }) => extent),
    factors: [
      { operand: left.operand, at: others[0]!, steps: merged.map((loop) => loop.left) },
      { operand: right.operand, at: others[1]!, steps: merged.map((loop) => loop.right) },
    ],
    ...loops,
  }
}

/** The product alone: no body, its results dense in memory, row-major over the loops. */
export function plainProduct(kernel: ProductKernel): ProductKernel {
  const { dtype, extents, rows, columns, factors } = kernel
  const at = affine(0, stridesOf(extents))
  const given: Loops = { extents, body: [{ op: 'product', dtype }], stores: [{ result: 0, dtype, instruction: 0, at }] }
  const { loops, parts, others } = mergeLoops(
    given,
    [rows, columns],
    factors.map((factor) => factor.at),
  )
  const [lhs, rhs] = factors
  return {
    ...kernel,
    ...loops,
    rows: parts[0]!,
    columns: parts[1]!,
    factors: [
      { ...lhs, at: others[0]! },
      { ...rhs, at: others[1]! },
    ],
  }
}
