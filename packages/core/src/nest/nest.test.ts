/** Structures of leaves. */
import { expect, test } from 'vitest'
import { flattenNest, mapNest } from './nest.ts'

class Leaf {}

test('leaves come in order, with their places', () => {
  const leaf = new Leaf()
  const nest = { b: [1, { c: leaf }], a: null }
  expect(flattenNest(nest)).toEqual({
    leaves: [null, 1, leaf],
    paths: ['.a', '.b[0]', '.b[1].c'],
    structure: '{"a":*,"b":[*,{"c":*}]}',
  })
  expect(flattenNest({ a: 1, b: 2 }).structure).toBe(flattenNest({ b: 2, a: 1 }).structure)
})

test('structures differ where nests do', () => {
  const keys = [[1, 2], [[1, 2]], { 0: 1, 1: 2 }, { a: 1 }, { b: 1 }, 1, [1], []].map((nest) => flattenNest(nest).structure)
  expect(new Set(keys).size).toBe(keys.length)
})

test('mapping keeps the structure', () => {
  expect(mapNest({ a: [1, 2], b: 3 }, (leaf, index) => [leaf, index])).toEqual({
    a: [
      [1, 0],
      [2, 1],
    ],
    b: [3, 2],
  })
  expect(mapNest(undefined, () => 7)).toBe(7)
})
