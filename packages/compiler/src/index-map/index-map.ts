/** Index maps: which element of a value a kernel needs at each point of its loops. Movement primitives only change the map. */
import { type AnyGraphNode, type Graph, type Shape, sizeOf, stridesOf, typeOf } from '@neurite/core'
import { type Affine, addAffine, axisAffine, constantAffine, divideAffine, scaleAffine } from './affine.ts'

/** One expression per axis of the value. */
export type IndexMap = readonly Affine[]

/** A loop nest that visits every element of a value once, and the value's map in it. Axes of extent 1 are no loops. */
export function spaceOf(shape: Shape): { readonly extents: readonly number[]; readonly map: IndexMap } {
  const extents: number[] = []
  const map = shape.map((extent) => (extent === 1 ? constantAffine(0) : axisAffine(extents.push(extent) - 1)))
  return { extents, map }
}

/** Each axis of the value is the loop axis of the same place. */
export const identityMap = (shape: Shape): IndexMap => shape.map((_, axis) => axisAffine(axis))

/** Text that equal maps share. */
export const mapKey = (map: IndexMap): string => map.map(({ offset, strides }) => `${offset}+${strides.join('.')}`).join(',')

/** Where the element lies in the dense value, in elements. */
export function flatten(map: IndexMap, shape: Shape): Affine {
  const dense = stridesOf(shape)
  return map.reduce((sum, affine, axis) => addAffine(sum, scaleAffine(affine, dense[axis]!)), constantAffine(0))
}

/** The loops of which an expression counts through `extent` numbers, outermost first; undefined where it does anything else. */
function countingLoops({ offset, strides }: Affine, extent: number, extents: readonly number[]): readonly number[] | undefined {
  const loops = [...strides.keys()].filter((loop) => strides[loop] !== 0).sort((a, b) => strides[b]! - strides[a]!)
  const counted = loops.reduceRight((count, loop) => (strides[loop] === count ? count * extents[loop]! : NaN), 1)
  return offset === 0 && counted === extent ? loops : undefined
}

/**
 * For each axis of the value with more than one element, the loops that it is, outermost first; undefined where the map does
 * anything else than counting through each axis in distinct loops.
 */
export function plainAxes(map: IndexMap, shape: Shape, extents: readonly number[]): readonly number[] | undefined {
  const axes: number[] = []
  for (const [axis, place] of map.entries()) {
    const loops = countingLoops(place, shape[axis]!, extents)
    if (!loops || loops.some((loop) => axes.includes(loop))) return undefined
    axes.push(...loops)
  }
  return axes
}

/** Stretches of axes of two shapes that hold the same elements, as short as they can be. */
function matchingAxes(from: Shape, to: Shape): { readonly from: readonly number[]; readonly to: readonly number[] }[] {
  const stretches: { from: number[]; to: number[] }[] = []
  let [i, j] = [0, 0]
  while (i < from.length || j < to.length) {
    const stretch = { from: [] as number[], to: [] as number[] }
    let [left, right] = [1, 1]
    do {
      if (left <= right && i < from.length) {
        left *= from[i]!
        stretch.from.push(i++)
      } else if (j < to.length) {
        right *= to[j]!
        stretch.to.push(j++)
      } else {
        left *= from[i]!
        stretch.from.push(i++)
      }
    } while (left !== right && (i < from.length || j < to.length))
    stretches.push(stretch)
  }
  return stretches
}

/** Told what could not be divided by what. */
export type Stuck = (rest: Affine, divisor: number) => void

/** The map of a reshape's operand; undefined where an index would need a division that is not affine. */
function throughReshape(
  map: IndexMap,
  result: Shape,
  operand: Shape,
  extents: readonly number[],
  stuck?: Stuck,
): IndexMap | undefined {
  if (sizeOf(result) === 0) return undefined
  const mapped = new Array<Affine>(operand.length)
  for (const { from, to } of matchingAxes(operand, result)) {
    const inner = stridesOf(to.map((axis) => result[axis]!))
    let rest = to.reduce((sum, axis, place) => addAffine(sum, scaleAffine(map[axis]!, inner[place]!)), constantAffine(0))
    for (const axis of [...from].reverse()) {
      const extent = operand[axis]!
      if (extent === 1) mapped[axis] = constantAffine(0)
      else if (from.slice(0, from.indexOf(axis)).every((outer) => operand[outer] === 1)) {
        mapped[axis] = rest
        rest = constantAffine(0)
      } else {
        const divided = divideAffine(rest, extent, extents)
        if (!divided) {
          stuck?.(rest, extent)
          return undefined
        }
        ;[rest, mapped[axis]] = divided
      }
    }
  }
  return mapped
}

/** Primitives that only look at their operand through another map, wherever that map is affine. */
const views = new Set<AnyGraphNode['primitive']>([
  'reshape',
  'transpose',
  'broadcast',
  'flip',
  'slice',
  'stopGradient',
  'barrier',
])

/** Whether a node only looks at its operand through another map. */
export const isView = ({ primitive }: AnyGraphNode): boolean => views.has(primitive)

/**
 * The map of a view's operand, given that of its result.
 *
 * @returns undefined where it is not affine
 */
export function throughView(
  graph: Graph,
  node: AnyGraphNode,
  map: IndexMap,
  extents: readonly number[],
  stuck?: Stuck,
): IndexMap | undefined {
  const { shape: operand } = typeOf(graph, node.operands[0]!)
  switch (node.primitive) {
    case 'transpose': {
      const { permutation } = node.attributes
      return operand.map((_, axis) => map[permutation.indexOf(axis)]!)
    }
    case 'broadcast': {
      const lead = map.length - operand.length
      return operand.map((extent, axis) => (extent === 1 ? constantAffine(0) : map[axis + lead]!))
    }
    case 'flip': {
      const { axes } = node.attributes
      return map.map((affine, axis) => (axes.includes(axis) ? scaleAffine(affine, -1, operand[axis]! - 1) : affine))
    }
    case 'slice': {
      const { starts, strides } = node.attributes
      return map.map((affine, axis) => scaleAffine(affine, strides[axis]!, starts[axis]!))
    }
    case 'reshape':
      return throughReshape(map, node.attributes.shape, operand, extents, stuck)
    case 'stopGradient':
    case 'barrier':
      return map
    default:
      return undefined
  }
}
