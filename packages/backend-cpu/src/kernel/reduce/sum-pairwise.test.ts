/** Pairwise summation: right at every length around its block, and more precise than a running sum. */
import { describe, expect, test } from 'vitest'
import { sumPairwise } from './sum-pairwise.ts'

describe('sumPairwise', () => {
  test.each([0, 1, 2, 127, 128, 129, 255, 256, 257, 1000])('sums %d numbers', (length) => {
    const numbers = Float64Array.from({ length: length + 4 }, (_, i) => i)
    // From 3 to length + 2.
    expect(sumPairwise(numbers, 3, length)).toBe((length * (length + 5)) / 2)
  })

  test('keeps the error of a million tenths within a few units in the last place', () => {
    const tenths = new Float64Array(1_000_000).fill(0.1)
    expect(Math.abs(sumPairwise(tenths, 0, tenths.length) - 100_000)).toBeLessThan(1e-9)
  })
})
