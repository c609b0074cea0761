/** The sequence of seeds. */
import { expect, test } from 'vitest'
import { ArgumentError } from '@neurite/core'
import { hashSeed, nextSeed, setRandomSeed } from './seed.ts'

const take = (count: number): number[] => Array.from({ length: count }, nextSeed)

test('is there without being asked for, and moves on', () => {
  expect(new Set(take(10)).size).toBe(10)
})

test('repeats after setRandomSeed', () => {
  setRandomSeed(1)
  const first = take(5)
  setRandomSeed(1)
  expect(take(5)).toEqual(first)
  setRandomSeed(2)
  expect(take(5)).not.toEqual(first)
})

test.each([0, -1, 2 ** 32, 2 ** 40 + 1, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER])(
  'takes the seed %d, other than its neighbour',
  (seed) => {
    const sequence = (start: number): number[] => {
      setRandomSeed(start)
      return take(3)
    }
    expect(sequence(seed)).not.toEqual(sequence(seed - Math.sign(seed) || 1))
    for (const value of sequence(seed)) {
      expect(Number.isInteger(value)).toBe(true)
      expect(value).toBeGreaterThanOrEqual(0)
      expect(value).toBeLessThan(2 ** 32)
    }
  },
)

test('holds no seed twice, and spreads evenly', () => {
  setRandomSeed(0)
  const seeds = take(100_000)
  expect(new Set(seeds).size).toBe(seeds.length)
  const mean = seeds.reduce((sum, seed) => sum + seed, 0) / seeds.length / 2 ** 32
  expect(Math.abs(mean - 0.5)).toBeLessThan(5 / Math.sqrt(12 * seeds.length))
})

test.each([0.5, Number.NaN, Infinity, 2 ** 53, '1'])('refuses %j', (seed) => {
  expect(() => setRandomSeed(seed as number)).toThrow(ArgumentError)
  expect(() => setRandomSeed(seed as number)).toThrow(`setRandomSeed: seed must be an integer, got ${seed}`)
})

test('makes different hashes of one seed for different users', () => {
  expect(hashSeed(1, 0)).not.toBe(hashSeed(1, 1))
})
