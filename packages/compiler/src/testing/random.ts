/** A seeded generator of numbers, for tests. */

/** Draws numbers. */
export interface Random {
  /** An integer from 0 to `count - 1`. */
  below(count: number): number
  /** Whether something happens that does in this share of all cases. */
  chance(share: number): boolean
  /** One of the items. */
  pick<T>(items: readonly T[]): T
  /** The items in another order. */
  shuffled<T>(items: readonly T[]): T[]
}

/** A generator that starts from a seed. @source Park & Miller 1988, "Random number generators: good ones are hard to find" */
export function seeded(seed: number): Random {
  let state = (seed % 2147483646) + 1
  const unit = (): number => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
  // The first numbers of neighbouring seeds are neighbours.
  for (let i = 0; i < 10; i++) unit()
  const below = (count: number): number => Math.floor(unit() * count)
  return {
    below,
    chance: (share) => unit() < share,
    pick: (items) => items[below(items.length)]!,
    shuffled: (items) => {
      const left = [...items]
      return items.map(() => left.splice(below(left.length), 1)[0]!)
    },
  }
}
