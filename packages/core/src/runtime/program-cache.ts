/** What a backend has compiled, by key; what has not been used for the longest time is dropped first. */

/** Most that is kept. */
export interface CacheLimits {
  readonly entries: number
  /** Nodes of all graphs together: the more nodes, the more code. */
  readonly nodes: number
}

interface Entry<T> {
  readonly item: T
  readonly nodes: number
}

/** Entries in the order of their last use. The newest stays, however large it is. */
export class ProgramCache<T> {
  readonly #entries = new Map<string, Entry<T>>()
  readonly #limits: CacheLimits
  readonly #dropped: (item: T) => void
  #nodes = 0

  /** @param dropped - hears of every entry that had to make room */
  constructor(limits: CacheLimits, dropped: (item: T) => void) {
    this.#limits = limits
    this.#dropped = dropped
  }

  get size(): number {
    return this.#entries.size
  }

  /** What stands under the key, which is now the last one used. */
  get(key: string): T | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.item
  }

  /** Adds an entry, in the place of one of the same key, and makes room for it. */
  set(key: string, item: T, nodes: number): void {
    this.#remove(key)
    this.#entries.set(key, { item, nodes })
    this.#nodes += nodes
    for (const [oldest, entry] of this.#entries) {
      if (this.#entries.size <= this.#limits.entries && this.#nodes <= this.#limits.nodes) return
      if (oldest === key) return
      this.#remove(oldest)
      this.#dropped(entry.item)
    }
  }

  /** Puts `item` where `expected` stands; where it stands no longer, nothing is done. */
  replace(key: string, expected: T, item: T): void {
    const entry = this.#entries.get(key)
    if (entry?.item === expected) this.#entries.set(key, { ...entry, item })
  }

  /** Forgets `expected`, unless another has taken its place. */
  delete(key: string, expected: T): void {
    if (this.#entries.get(key)?.item === expected) this.#remove(key)
  }

  #remove(key: string): void {
    this.#nodes -= this.#entries.get(key)?.nodes ?? 0
    this.#entries.delete(key)
  }
}
