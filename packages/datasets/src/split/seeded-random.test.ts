/** The generators against published sequences, and what is built on them. */
import { describe, expect, it } from 'vitest'
import { expandSeed, SeededRandom } from './seeded-random.ts'

describe('expandSeed', () => {
  it('gives the published outputs of SplitMix64 for seed 1234567', () => {
    const [lowFirst, highFirst, lowSecond, highSecond] = expandSeed(1234567).map(BigInt)
    expect((highFirst! << 32n) | lowFirst!).toBe(6457827717110365317n)
    expect((highSecond! << 32n) | lowSecond!).toBe(3203168211198807973n)
  })

  it('tells large seeds apart', () => {
    expect(expandSeed(2 ** 53 - 1)).not.toEqual(expandSeed(2 ** 53 - 2))
    expect(expandSeed(2 ** 32)).not.toEqual(expandSeed(0))
  })
})

describe('SeededRandom', () => {
  it('gives the published outputs of xoshiro128** for the state 1, 2, 3, 4', () => {
    const random = new SeededRandom([1, 2, 3, 4])
    const outputs = Array.from({ length: 10 }, () => random.nextUint32())
    expect(outputs).toEqual([11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804])
  })

  it('keeps to the bound and reaches every value about equally often', () => {
    const random = new SeededRandom(expandSeed(3))
    const counts = new Array<number>(7).fill(0)
    for (let draw = 0; draw < 70_000; draw++) counts[random.below(7)]! += 1
    expect(counts.reduce((sum, count) => sum + count)).toBe(70_000)
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  })

  it('draws again beyond the last full multiple of the bound', () => {
    const bound = 2 ** 31 + 1
    const [random, raw] = [new SeededRandom(expandSeed(5)), new SeededRandom(expandSeed(5))]
    const accepted = Array.from({ length: 200 }, () => raw.nextUint32()).filter((value) => value < bound)
    expect(accepted.length).toBeLessThan(200)
    expect(accepted.map(() => random.below(bound))).toEqual(accepted)
  })

  it('shuffles to a permutation that the seed decides', () => {
    const shuffled = (seed: number) => [
      ...new SeededRandom(expandSeed(seed)).shuffle(Uint32Array.from({ length: 100 }, (_, i) => i)),
    ]
    const sorted = Array.from({ length: 100 }, (_, i) => i)
    expect(shuffled(0)).toEqual(shuffled(0))
    expect(shuffled(0)).not.toEqual(shuffled(1))
    expect(shuffled(0)).not.toEqual(sorted)
    expect(shuffled(0).sort((a, b) => a - b)).toEqual(sorted)
  })

  it('shuffles without a preferred place', () => {
    const places = new Array<number>(4).fill(0)
    for (let seed = 0; seed < 4000; seed++)
      places[new SeededRandom(expandSeed(seed)).shuffle(new Uint32Array([9, 0, 0, 0])).indexOf(9)]! += 1
    for (const count of places) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })
})
