/** A seeded generator of numbers: the same seed gives the same suite on every machine. */

/** Draws numbers. */
export interface Random {
  /** From 0, included, to 1, excluded. */
  unit(): number
  /** An integer from 0 to `count - 1`. */
  below(count: number): number
  /** One of the items. */
  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T
}

/** A generator that starts from a seed. @source Steele, Lea & Flood 2014, SplitMix, with 32-bit words */
export function seeded(seed: number): Random {
  let state = seed | 0
  const unit = (): number => {
    state = (state + 0x9e3779b9) | 0
    let word = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97)
    return ((word ^ (word >>> 15)) >>> 0) / 2 ** 32
  }
  const below = (count: number): number => Math.floor(unit() * count)
  return { unit, below, pick: (items) => items[below(items.length)]! }
}

/** The integers from 0 to `count - 1`, in any order. */
export function shuffled(random: Random, count: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1)
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  return order
}
