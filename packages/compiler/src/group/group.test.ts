/** Groups: their loops, and which demands are the same. */
import { expect, test } from 'vitest'
import { affine, axisAffine } from '../index-map/affine.ts'
import { identityMap } from '../index-map/index-map.ts'
import { type Demand, demandKey, Group } from './group.ts'

test('a group has extents of its own', () => {
  const extents = [2, 3]
  new Group('map', extents).extents.push(4)
  expect(extents).toEqual([2, 3])
})

test('a loop becomes two wherever it is used', () => {
  const group = new Group('reduce', [6, 4])
  group.reduced = [1]
  group.members.set(7, [axisAffine(0), axisAffine(1)])
  const [here, whole]: Demand[] = [{ map: [affine(2, [3, 1])] }, { map: 'whole' }]
  group.demands.push(here!, whole!)
  group.split(0, 2)
  expect(group.extents).toEqual([3, 2, 4])
  expect(group.reduced).toEqual([2])
  expect(group.members.get(7)).toEqual([affine(0, [2, 1]), axisAffine(2)])
  expect([here!.map, whole!.map]).toEqual([[affine(2, [6, 3, 1])], 'whole'])
  group.split(2, 2)
  expect(group.reduced).toEqual([2, 3])
})

test('demands are the same where their maps are', () => {
  expect(demandKey({ map: identityMap([2, 3]) })).toBe(demandKey({ map: identityMap([9, 9]) }))
  expect(demandKey({ map: 'whole' })).not.toBe(demandKey({ map: [] }))
})
