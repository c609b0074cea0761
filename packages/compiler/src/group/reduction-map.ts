/** Which element of its operand a reduction needs at each point of a group's loops. */
import type { Graph, ValueId } from '@neurite/core'
import { axisAffine, constantAffine } from '../index-map/affine.ts'
import type { IndexMap } from '../index-map/index-map.ts'
import type { Group } from './group.ts'

/** The map of a reduction's operand: reduced axes are the group's reduced loops, in their order. */
export function reductionMap(
  graph: Graph,
  { attributes: { axes }, operands }: { attributes: { axes: readonly number[] }; operands: readonly ValueId[] },
  map: IndexMap,
  { reduced }: Pick<Group, 'reduced'>,
): IndexMap {
  const { shape } = graph.values[operands[0]!]!
  const loops = axes.filter((axis) => shape[axis] !== 1)
  return shape.map((_, axis) => {
    if (!axes.includes(axis)) return map[axis - axes.filter((other) => other < axis).length]!
    const loop = loops.indexOf(axis)
    return loop < 0 ? constantAffine(0) : axisAffine(reduced[loop]!)
  })
}
