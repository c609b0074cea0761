/** Which element of its operand a reduction needs at each point of a group's loops. */
import type { Graph, Shape, ValueId } from '@neurite/core'
import { addAffine, type Affine, axisAffine, constantAffine, scaleAffine } from '../index-map/affine.ts'
import type { IndexMap } from '../index-map/index-map.ts'
import type { Group } from './group.ts'

/** Counts through `extent` indices by the last of `loops`, which it takes. */
function countBy(loops: number[], extent: number, extents: readonly number[]): Affine {
  let [place, counted] = [constantAffine(0), 1]
  do {
    const loop = loops.pop()!
    place = addAffine(place, scaleAffine(axisAffine(loop), counted))
    counted *= extents[loop]!
  } while (counted > 0 && counted < extent)
  return place
}

/** The map of a reduction's operand: reduced axes are the group's reduced loops, one or several each, in their order. */
export function reductionMap(
  graph: Graph,
  { attributes: { axes }, operands }: { attributes: { axes: readonly number[] }; operands: readonly ValueId[] },
  map: IndexMap,
  { reduced, extents }: Pick<Group, 'reduced' | 'extents'>,
): IndexMap {
  const { shape }: { shape: Shape } = graph.values[operands[0]!]!
  const loops = [...reduced]
  const kept = [...map]
  const places = [...shape.keys()].reverse().map((axis) => {
    if (!axes.includes(axis)) return kept.pop()!
    const isLoop = shape[axis] !== 1
    return isLoop ? countBy(loops, shape[axis]!, extents) : constantAffine(0)
  })
  return places.reverse()
}
