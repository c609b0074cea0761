/** Differences: exact for polynomials of the fourth degree, near for others. */
import { expect, test } from 'vitest'
import { derivativesOf } from './differences.ts'

test('derivatives of a polynomial', () => {
  const derivatives = derivativesOf(([x, y]) => x! ** 4 - 3 * x! * y! ** 2, [0.5, -1])
  expect(derivatives[0]).toBeCloseTo(4 * 0.5 ** 3 - 3, 10)
  expect(derivatives[1]).toBeCloseTo(-6 * 0.5 * -1, 10)
})

test('derivatives of an exponential', () => {
  expect(derivativesOf(([x]) => Math.exp(x!), [1])[0]).toBeCloseTo(Math.E, 10)
})

test('nothing to differentiate', () => {
  expect(derivativesOf(() => 1, [])).toEqual([])
})
