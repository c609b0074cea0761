/** Reproducible random integers: the same sequence for a seed on every platform and in every release. */

const mask64 = (1n << 64n) - 1n

/**
 * Two 64-bit outputs of SplitMix64 started at `seed`, as four 32-bit words, low halves first.
 *
 * @source Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators"
 */
export function expandSeed(seed: number): [number, number, number, number] {
  let state = BigInt(seed)
  const next = (): bigint => {
    state = (state + 0x9e3779b97f4a7c15n) & mask64
    let z = state
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask64
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask64
    return z ^ (z >> 31n)
  }
  const [first, second] = [next(), next()]
  return [Number(first & 0xffffffffn), Number(first >> 32n), Number(second & 0xffffffffn), Number(second >> 32n)]
}

const rotateLeft = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits))

/**
 * The generator xoshiro128**. Integer arithmetic only, so no engine can round differently.
 *
 * @source Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators"
 */
export class SeededRandom {
  private readonly state: Uint32Array

  /** @param state - four words, not all zero; `expandSeed` makes good ones */
  constructor(state: readonly [number, number, number, number]) {
    this.state = Uint32Array.from(state)
  }

  /** Uniform over 0 to 2^32 - 1. */
  nextUint32(): number {
    const s = this.state
    const s1 = s[1]!
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0
    s[2]! ^= s[0]!
    s[3]! ^= s1
    s[1]! ^= s[2]!
    s[0]! ^= s[3]!
    s[2]! ^= s1 << 9
    s[3] = rotateLeft(s[3]!, 11)
    return result
  }

  /** Uniform over 0 to `bound - 1`: values beyond the last full multiple of `bound` are drawn again. */
  below(bound: number): number {
    const limit = 2 ** 32 - (2 ** 32 % bound)
    let value = this.nextUint32()
    while (value >= limit) value = this.nextUint32()
    return value % bound
  }

  /** Shuffles in place (Fisher and Yates, from the end). */
  shuffle(list: Uint32Array): Uint32Array {
    for (let last = list.length - 1; last > 0; last--) {
      const other = this.below(last + 1)
      const kept = list[last]!
      list[last] = list[other]!
      list[other] = kept
    }
    return list
  }
}
