/** Shapes: sizes, broadcasting, axes. */
import { expect, test } from 'vitest'
import { ShapeError } from '../errors/errors.ts'
import { broadcastShapes, checkShape, normalizeAxes, normalizeAxis, sizeOf, stridesOf } from './shape.ts'

test('sizes and strides', () => {
  expect(sizeOf([])).toBe(1)
  expect(sizeOf([2, 0, 3])).toBe(0)
  expect(stridesOf([2, 3, 4])).toEqual([12, 4, 1])
  expect(stridesOf([])).toEqual([])
})

test.each([
  [
    [[2, 3], [3]],
    [2, 3],
  ],
  [
    [
      [2, 1],
      [1, 3],
    ],
    [2, 3],
  ],
  [[[], [4]], [4]],
  [[[0], [1]], [0]],
  [[[2], [3]], undefined],
  [[[0], [2]], undefined],
  [
    [
      [1, 2],
      [3, 1],
      [3, 2],
    ],
    [3, 2],
  ],
])('%j broadcast to %j', (shapes, result) => {
  expect(broadcastShapes(...shapes)).toEqual(result)
})

test('axes', () => {
  expect(normalizeAxis('f', -1, 3)).toBe(2)
  expect(() => normalizeAxis('sum', 3, 3)).toThrow('sum: axis 3 is out of range for rank 3; use an integer from -3 to 2')
  expect(() => normalizeAxis('sum', 0.5, 3)).toThrow(ShapeError)
  expect(normalizeAxes('f', undefined, 2)).toEqual([0, 1])
  expect(normalizeAxes('f', [1, -2], 2)).toEqual([0, 1])
  expect(() => normalizeAxes('sum', [1, -1], 2)).toThrow(/repeat an axis/)
  expect(() => checkShape('zeros', [2, -1])).toThrow(/zeros: shape \[2, -1\] must hold non-negative integers/)
})
