import { expect, test } from 'vitest'
import { median, relativeDifference, rotated } from './statistics.mjs'

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[7], 7],
  [[], undefined],
])('the median of %j', (values, expected) => {
  expect(median(values)).toBe(expected)
})

test('everybody begins a round once', () => {
  const items = ['a', 'b', 'c']
  expect([0, 1, 2, 3].map((round) => rotated(items, round).join(''))).toEqual(['abc', 'bca', 'cab', 'abc'])
  expect(rotated([], 3)).toEqual([])
})

test('differences are relative to each number', () => {
  expect(relativeDifference([1, -2], [1, -2])).toBe(0)
  expect(relativeDifference([1, 0.5], [1, 0.505])).toBeCloseTo(0.01)
})

test('those of tiny numbers are relative to a share of the greatest', () => {
  expect(relativeDifference([1, 0], [1, 1e-6])).toBeCloseTo(1e-3)
  expect(relativeDifference([0, 0], [0, 0])).toBe(0)
})

test('what is no number, or missing, never agrees', () => {
  expect(relativeDifference([1, 2], [1, NaN])).toBe(Infinity)
  expect(relativeDifference([1, 2], [1])).toBe(Infinity)
})
