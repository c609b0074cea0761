/** When two shapes are the same. */
import { expect, test } from 'vitest'
import { sameShape, type Shape } from './shape.ts'

test.each<[Shape, Shape, boolean]>([
  [[], [], true],
  [[2, 3], [2, 3], true],
  [[0, 3], [0, 3], true],
  [[2, 3], [3, 2], false],
  [[2, 3], [2], false],
  [[2], [2, 3], false],
  [[], [1], false],
  [[2, 1], [2], false],
])('%j and %j: %s', (a, b, expected) => {
  expect(sameShape(a, b)).toBe(expected)
})
