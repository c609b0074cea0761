/** erf against 40 digits of mpmath, in each of its three ranges and where they meet. */
import { describe, expect, test } from 'vitest'
import { erf } from './erf.ts'

const known: readonly (readonly [number, number])[] = [
  [5e-324, 5e-324],
  [1e-300, 1.1283791670955126e-300],
  [1e-8, 1.1283791670955126e-8],
  [0.0625, 0.07043197772238707],
  [0.125, 0.1403162048013338],
  [0.3, 0.3286267594591274],
  [0.46875, 0.49261347321793797],
  [0.46875000000000006, 0.492613473217938],
  [0.5, 0.5204998778130465],
  [0.75, 0.7111556336535151],
  [1, 0.8427007929497149],
  [1.3, 0.9340079449406524],
  [1.75, 0.9866716712191824],
  [2, 0.9953222650189527],
  [2.5, 0.999593047982555],
  [3, 0.9999779095030014],
  [3.5, 0.9999992569016276],
  [4, 0.9999999845827421],
  [4.000000000000001, 0.9999999845827421],
  [4.5, 0.9999999998033839],
  [5, 0.9999999999984626],
  [5.5, 0.9999999999999927],
  [5.8, 0.9999999999999998],
  [6, 1],
]

describe('erf', () => {
  test.each(known)('of %d is %d within 1e-15, to the last bit in float32, and odd', (x, expected) => {
    expect(Math.abs(erf(x) - expected)).toBeLessThanOrEqual(1e-15 * expected)
    expect(Math.fround(erf(x))).toBe(Math.fround(expected))
    expect(erf(-x)).toBe(-erf(x))
  })

  test('at the ends', () => {
    expect([0, -0, 6, 1e300, Infinity, -Infinity, NaN].map(erf)).toEqual([0, -0, 1, 1, 1, -1, NaN])
  })

  test('never falls', () => {
    const values = Array.from({ length: 6001 }, (_, i) => erf(i / 1000))
    expect(values.filter((value, i) => i > 0 && value < values[i - 1]!)).toEqual([])
  })
})
