/** Which elements a reduction reads at a point of its loops. */
import { expect, test } from 'vitest'
import { affine, axisAffine, constantAffine } from '../index-map/affine.ts'
import { GraphWriter } from '../testing/graph-writer.ts'
import { reductionMap } from './reduction-map.ts'

const mapOf = (
  shape: readonly number[],
  axes: readonly number[],
  reduced: readonly number[],
  extents = [
    ...shape.filter((_, axis) => !axes.includes(axis)),
    ...shape.filter((extent, axis) => axes.includes(axis) && extent > 1),
  ],
) => {
  const writer = new GraphWriter()
  const x = writer.parameter(shape)
  const graph = writer.graph(writer.node('reduceSum', { axes }, x))
  const kept = shape.filter((_, axis) => !axes.includes(axis)).map((_, axis) => axisAffine(axis))
  return reductionMap(graph, { attributes: { axes }, operands: [x] }, kept, { reduced, extents })
}

test('kept axes are those of the result, reduced ones the inner loops in their order', () => {
  expect(mapOf([5, 6], [1], [1])).toEqual([axisAffine(0), axisAffine(1)])
  expect(mapOf([5, 6], [0], [1])).toEqual([axisAffine(1), axisAffine(0)])
  expect(mapOf([4, 5, 6, 7], [0, 2], [2, 3])).toEqual([axisAffine(2), axisAffine(0), axisAffine(3), axisAffine(1)])
  expect(mapOf([4, 0], [0, 1], [0, 1], [4, 0])).toEqual([axisAffine(0), axisAffine(1)])
  expect(mapOf([4, 5], [0, 1], [0, 1])).toEqual([axisAffine(0), axisAffine(1)])
})

test('a reduced axis of one element is no loop', () => {
  expect(mapOf([5, 1, 6], [1, 2], [1])).toEqual([axisAffine(0), constantAffine(0), axisAffine(1)])
})

test('a reduced axis may be several loops', () => {
  expect(mapOf([5, 12, 6], [1, 2], [1, 2, 3], [5, 3, 4, 6])).toEqual([axisAffine(0), affine(0, [0, 4, 1]), axisAffine(3)])
})
