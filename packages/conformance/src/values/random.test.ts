/** The seeded generator: reproducible and even. */
import { expect, test } from 'vitest'
import { seeded } from './random.ts'

const draw = (seed: number): number[] => {
  const random = seeded(seed)
  return Array.from({ length: 2000 }, () => random.unit())
}

test('the same seed gives the same numbers, another seed others', () => {
  expect(draw(1)).toEqual(draw(1))
  expect(draw(1)).not.toEqual(draw(2))
})

test('numbers are even on [0, 1)', () => {
  const numbers = draw(3)
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...numbers)).toBeLessThan(1)
  // 1000 expected in each half, standard deviation 22.
  expect(Math.abs(numbers.filter((value) => value < 0.5).length - 1000)).toBeLessThan(110)
})

test('integers and items are all drawn', () => {
  const random = seeded(4)
  expect(new Set(Array.from({ length: 200 }, () => random.below(7))).size).toBe(7)
  expect(new Set(Array.from({ length: 100 }, () => random.pick(['a', 'b', 'c']))).size).toBe(3)
})
