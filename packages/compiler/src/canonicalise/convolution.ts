/** Brings convolutions to the form that is a plain sum of products: what lies outside is padded before. */
import { type AnyGraphNode, type Graph, type GraphNode, sizeOf, type TensorType, type ValueId } from '@neurite/core'
import type { Rewriting } from './rewriting.ts'

type Convolution = GraphNode<'conv'> | GraphNode<'convFilter'> | GraphNode<'convInput'>

/** A padded gradient of an input may have so many sums for each position of the window. */
const mostSums = 1.1

const isZero = (values: readonly number[]): boolean => values.every((value) => value === 0)

/** Whether a convolution reads nothing outside of its operands, and is one product: not one per group. */
export function isPlainConvolution({ values }: Pick<Graph, 'values'>, node: AnyGraphNode): boolean {
  if (node.primitive !== 'conv' && node.primitive !== 'convFilter' && node.primitive !== 'convInput') return false
  const { groups, low, high, strides, dilations } = node.attributes
  if (groups !== 1 || values[node.results[0]!]!.shape.includes(0)) return false
  if (node.primitive !== 'convInput') return isZero(low) && isZero(high)
  const window = values[node.operands[1]!]!.shape
  const reach = dilations.map((dilation, i) => (window[i]! - 1) * dilation)
  return strides.every((stride) => stride === 1) && reach.every((cells, i) => low[i] === cells && high[i] === cells)
}

/** A tensor with cells of zeros around its spatial axes. */
function padded(
  rewriting: Rewriting,
  value: ValueId,
  [low, high]: readonly [low: readonly number[], high: readonly number[]],
  origin: Convolution['origin'],
): ValueId {
  if (isZero(low) && isZero(high)) return value
  const { dtype, shape } = rewriting.types[value]!
  const zero = rewriting.make('constant', { value: 0, dtype }, [], { dtype, shape: [] }, origin)
  const around = (cells: readonly number[]): number[] => [0, ...cells, 0]
  const attributes = { low: around(low), high: around(high), interior: shape.map(() => 0) }
  const extents = shape.map((extent, axis) => attributes.low[axis]! + extent + attributes.high[axis]!)
  return rewriting.make('pad', attributes, [value, zero], { dtype, shape: extents }, origin)
}

/** The convolution with its padding made explicit; undefined where it stays as it is. */
export function plainConvolution(
  rewriting: Rewriting,
  node: Convolution,
  [first, second]: readonly ValueId[],
  type: TensorType,
): ValueId | undefined {
  if (node.attributes.groups !== 1 || type.shape.includes(0)) return undefined
  if (node.primitive === 'convInput') return plainInput(rewriting, node, first!, second!, type)
  const { low, high } = node.attributes
  if (isZero(low) && isZero(high)) return undefined
  const none = low.map(() => 0)
  const x = padded(rewriting, first!, [low, high], node.origin)
  const attributes = { ...node.attributes, low: none, high: none }
  return rewriting.make(node.primitive as 'conv', attributes as GraphNode<'conv'>['attributes'], [x, second!], type, node.origin)
}

/**
 * The gradient with room for the window around it, so that the window moves one by one. Holes for strides and wide margins would
 * be multiplied like everything else: where they are more than a tenth of all, the node stays, and is a kernel by itself.
 */
function plainInput(
  rewriting: Rewriting,
  node: GraphNode<'convInput'>,
  g: ValueId,
  filter: ValueId,
  type: TensorType,
): ValueId | undefined {
  const { strides, low, dilations, spatial } = node.attributes
  const [given, window] = [rewriting.types[g]!.shape, rewriting.types[filter]!.shape]
  if (strides.some((stride) => stride !== 1) || sizeOf(spatial) > mostSums * sizeOf(given.slice(1, -1))) return undefined
  const reach = low.map((_, i) => (window[i]! - 1) * dilations[i]!)
  const before = low.map((cells, i) => reach[i]! - cells)
  const after = spatial.map((extent, i) => extent + reach[i]! - before[i]! - given[i + 1]!)
  if ([...before, ...after].some((cells) => cells < 0)) return undefined
  const operand = padded(rewriting, g, [before, after], node.origin)
  const attributes = { ...node.attributes, low: reach, high: reach }
  return rewriting.make('convInput', attributes, [operand, filter], type, node.origin)
}
