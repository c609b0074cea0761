import { expect, test } from 'vitest'
import { areaAverage } from './area-average.ts'

const numbers = (...args: Parameters<typeof areaAverage>): number[] =>
  [...areaAverage(...args)].map((value) => Number(value.toFixed(5)))

test('the same size is the same image', () => {
  expect(numbers([1, 2, 3, 4, 5, 6], [2, 3], [2, 3])).toEqual([1, 2, 3, 4, 5, 6])
})

test('smaller by a whole number: means of blocks', () => {
  expect(numbers([1, 3, 5, 7, 1, 3, 5, 7], [2, 4], [1, 2])).toEqual([2, 6])
})

test('pixels that two new ones share count for both in part', () => {
  expect(numbers([0, 3, 6], [1, 3], [1, 2])).toEqual([1, 5])
  expect(numbers([0, 3, 6], [3, 1], [2, 1])).toEqual([1, 5])
})

test('larger: each new pixel is what it covers', () => {
  expect(numbers([2, 4], [1, 2], [1, 4])).toEqual([2, 2, 4, 4])
  expect(numbers([0, 6], [1, 2], [1, 3])).toEqual([0, 3, 6])
})

test('the mean stays', () => {
  const pixels = Float32Array.from({ length: 37 * 53 }, (_, index) => (index * 7919) % 101)
  const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
  expect(mean(areaAverage(pixels, [37, 53], [14, 20]))).toBeCloseTo(mean(pixels), 3)
})
