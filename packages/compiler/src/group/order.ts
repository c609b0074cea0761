/**
 * An order of groups in which all edges lead forwards, kept up while groups and edges are added, so that whether one must run
 * before another is most often plain.
 *
 * @source Pearce & Kelly 2006, "A dynamic topological sort algorithm for directed acyclic graphs"
 */
import { InternalError } from '@neurite/core'
import type { Group } from './group.ts'

/** What is connected to a group on one side. */
type Neighbours = (group: Group) => Iterable<Group>

/** Groups in order. */
export class Order {
  /** How many edges have been followed so far: what it costs. */
  steps = 0
  readonly #ranks = new Map<Group, number>()
  readonly #predecessors = new Map<Group, Set<Group>>()
  readonly #after: Neighbours = (group) => group.successors
  readonly #before: Neighbours = (group) => this.#predecessors.get(group) ?? []

  /** @param groups - in order; what connects them leads forwards */
  constructor(groups: readonly Group[] = []) {
    for (const group of [...groups].reverse()) this.addFirst(group)
    for (const group of groups) for (const next of group.successors) this.#noteEdge(group, next)
  }

  /** Puts a group before all others. */
  addFirst(group: Group): void {
    this.#ranks.set(group, -this.#ranks.size)
  }

  /** From here on one group runs before another; it must not have to run after it already. */
  connect(from: Group, to: Group): void {
    if (from.successors.has(to)) return
    from.successors.add(to)
    this.#noteEdge(from, to)
    if (this.#rank(from) > this.#rank(to)) this.#reorder(from, to)
  }

  /** Those of some groups that another of them must run before. */
  preceded(groups: ReadonlySet<Group>): ReadonlySet<Group> {
    const last = Math.max(...[...groups].map((group) => this.#rank(group)))
    const reached = this.#reach(groups, this.#after, (rank) => rank <= last)
    return new Set([...groups].filter((group) => reached.has(group)))
  }

  #noteEdge(from: Group, to: Group): void {
    const known = this.#predecessors.get(to)
    if (known) known.add(from)
    else this.#predecessors.set(to, new Set([from]))
  }

  #rank(group: Group): number {
    return this.#ranks.get(group)!
  }

  /** What can be reached by edges from some groups without leaving certain ranks. */
  #reach(from: Iterable<Group>, neighbours: Neighbours, isInside: (rank: number) => boolean): Set<Group> {
    const seen = new Set<Group>()
    const pending = [...from]
    for (let group = pending.pop(); group; group = pending.pop()) {
      for (const next of neighbours(group)) {
        this.steps += 1
        if (seen.has(next) || !isInside(this.#rank(next))) continue
        seen.add(next)
        pending.push(next)
      }
    }
    return seen
  }

  /** Gives what runs before `from` and what runs after `to` their ranks anew: the same ranks, the former first. */
  #reorder(from: Group, to: Group): void {
    const after = this.#reach([to], this.#after, (rank) => rank <= this.#rank(from)).add(to)
    if (after.has(from)) throw new InternalError('compiler: groups wait for one another')
    const before = this.#reach([from], this.#before, (rank) => rank >= this.#rank(to)).add(from)
    const sorted = [before, after].flatMap((groups) => [...groups].sort((a, b) => this.#rank(a) - this.#rank(b)))
    const ranks = sorted.map((group) => this.#rank(group)).sort((a, b) => a - b)
    sorted.forEach((group, i) => this.#ranks.set(group, ranks[i]!))
  }
}
