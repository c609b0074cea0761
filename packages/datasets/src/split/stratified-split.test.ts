/** Shares, disjointness, order and reproducibility of the split. */
import { describe, expect, it } from 'vitest'
import { apportion, stratifiedSplit } from './stratified-split.ts'

const labels = Uint8Array.from([
  ...new Array<number>(60).fill(0),
  ...new Array<number>(30).fill(1),
  ...new Array<number>(11).fill(3),
])
const classCounts = (places: Uint32Array) => [0, 1, 2, 3].map((label) => places.filter((place) => labels[place] === label).length)

describe('apportion', () => {
  it.each([
    { sizes: [60, 30, 10], total: 10, shares: [6, 3, 1] },
    { sizes: [1, 1, 1], total: 2, shares: [1, 1, 0] },
    { sizes: [5, 0, 5], total: 5, shares: [3, 0, 2] },
    { sizes: [7, 3], total: 10, shares: [7, 3] },
    { sizes: [7, 3], total: 0, shares: [0, 0] },
    { sizes: [0, 0], total: 0, shares: [0, 0] },
    // Exact parts 0.7, 0.4 and 0.9: the largest remainders are rounded up.
    { sizes: [7, 4, 9], total: 2, shares: [1, 0, 1] },
  ])('$total over $sizes', ({ sizes, total, shares }) => {
    expect(apportion(sizes, total)).toEqual(shares)
  })

  it('never gives more than there is, and always the total', () => {
    const sizes = [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]
    for (let total = 0; total <= 10_000; total += 37) {
      const shares = apportion(sizes, total)
      expect(shares.reduce((sum, share) => sum + share)).toBe(total)
      expect(shares.every((share, index) => share >= 0 && share <= sizes[index]!)).toBe(true)
    }
  })
})

describe('stratifiedSplit', () => {
  it('gives both parts their share of every class', () => {
    const { train, test } = stratifiedSplit(labels, { train: 81, test: 20 }, 0)
    expect(classCounts(test)).toEqual([12, 6, 0, 2])
    expect(classCounts(train)).toEqual([48, 24, 0, 9])
  })

  it('uses every item once where both parts take all', () => {
    const { train, test } = stratifiedSplit(labels, { train: 81, test: 20 }, 4)
    expect([...train, ...test].sort((a, b) => a - b)).toEqual(Array.from(labels, (_, place) => place))
  })

  it('stays disjoint and keeps to the counts where some are left out', () => {
    const { train, test } = stratifiedSplit(labels, { train: 30, test: 11 }, 4)
    expect([train.length, test.length]).toEqual([30, 11])
    expect(new Set([...train, ...test]).size).toBe(41)
  })

  it('mixes the classes in both parts', () => {
    const { train, test } = stratifiedSplit(labels, { train: 81, test: 20 }, 0)
    for (const places of [train, test]) {
      const found = Array.from(places, (place) => labels[place]!)
      expect(found).not.toEqual(found.toSorted((a, b) => a - b))
    }
  })

  it('is decided by the seed', () => {
    const split = (seed: number) => stratifiedSplit(labels, { train: 81, test: 20 }, seed)
    expect(split(7)).toEqual(split(7))
    expect(split(7).test).not.toEqual(split(8).test)
    expect(new Set(split(7).test)).not.toEqual(new Set(split(8).test))
  })

  it('allows an empty test part', () => {
    const { train, test } = stratifiedSplit(labels, { train: 101, test: 0 }, 0)
    expect([train.length, test.length]).toEqual([101, 0])
  })
})
