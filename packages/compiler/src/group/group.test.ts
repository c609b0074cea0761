/** Groups: who runs before whom, and which demands are the same. */
import { expect, test } from 'vitest'
import { identityMap } from '../index-map/index-map.ts'
import { demandKey, Group } from './group.ts'

test('a group precedes those that read it, and those that read them', () => {
  const [a, b, c, d] = Array.from({ length: 4 }, () => new Group('map', [2])) as [Group, Group, Group, Group]
  a.successors.add(b)
  b.successors.add(c)
  a.successors.add(c)
  expect([a.precedes(b), a.precedes(c), b.precedes(c)]).toEqual([true, true, true])
  expect([b.precedes(a), c.precedes(a), a.precedes(d), d.precedes(a), a.precedes(a)]).toEqual(new Array(5).fill(false))
})

test('the search ends where groups wait for one another', () => {
  const [a, b, c] = Array.from({ length: 3 }, () => new Group('map', [2])) as [Group, Group, Group]
  a.successors.add(b)
  b.successors.add(a)
  expect(a.precedes(a)).toBe(true)
  expect(a.precedes(c)).toBe(false)
})

test('a group has extents of its own', () => {
  const extents = [2, 3]
  new Group('map', extents).extents.push(4)
  expect(extents).toEqual([2, 3])
})

test('demands are the same where their maps are', () => {
  const group = new Group('map', [2, 3])
  expect(demandKey({ group, map: identityMap([2, 3]) })).toBe(demandKey({ group, map: identityMap([9, 9]) }))
  expect(demandKey({ group, map: 'whole' })).not.toBe(demandKey({ group, map: [] }))
})
