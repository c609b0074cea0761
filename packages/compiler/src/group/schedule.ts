/** The order in which groups run: producers first, else as the graph has them; updates of states after their readers. */
import { InternalError, type ValueId } from '@neurite/core'
import type { Group } from './group.ts'
import type { Grouping } from './grouping.ts'
import { Order } from './order.ts'

/** A parameter that a result replaces once the program has run. */
export interface Update {
  /** What is replaced. */
  readonly parameter: ValueId
  /** What replaces it. */
  readonly result: ValueId
}

/** The value whose bytes a value has. */
export function rootIn(aliases: ReadonlyMap<ValueId, ValueId>, id: ValueId): ValueId {
  let root = id
  for (let next = aliases.get(root); next !== undefined; next = aliases.get(root)) root = next
  return root
}

/** Groups that read a parameter come before the one that computes its successor, so that it can be replaced in place. */
function orderUpdates(
  { home }: Grouping,
  order: Order,
  readers: ReadonlyMap<ValueId, ReadonlySet<Group>>,
  updates: readonly Update[],
): void {
  for (const { parameter, result } of updates) {
    const writer = home.get(result)
    if (!writer) continue
    for (const reader of readers.get(parameter) ?? []) {
      if (reader !== writer && !order.preceded(new Set([writer, reader])).has(reader)) order.connect(reader, writer)
    }
  }
}

/** Producers first, else by what is written last. */
function sortGroups(groups: readonly Group[]): readonly Group[] {
  const waiting = new Map(groups.map((group) => [group, 0]))
  for (const { successors } of groups) for (const next of successors) waiting.set(next, waiting.get(next)! + 1)
  const lastValue = new Map(groups.map((group) => [group, Math.max(...group.stored)]))
  const isLater = (a: Group, b: Group): boolean => lastValue.get(a)! > lastValue.get(b)!
  // Those that can run, the next one at the end.
  const ready = groups.filter((group) => waiting.get(group) === 0).sort((a, b) => (isLater(a, b) ? -1 : 1))
  const ordered: Group[] = []
  for (let group = ready.pop(); group; group = ready.pop()) {
    ordered.push(group)
    for (const next of group.successors) {
      const left = waiting.get(next)! - 1
      waiting.set(next, left)
      if (left > 0) continue
      let [first, end] = [0, ready.length]
      while (first < end) {
        const middle = (first + end) >> 1
        if (isLater(ready[middle]!, next)) first = middle + 1
        else end = middle
      }
      ready.splice(first, 0, next)
    }
  }
  if (ordered.length < groups.length) throw new InternalError('compiler: groups wait for one another')
  return ordered
}

/** Sorts groups. */
export function scheduleGroups(
  grouping: Grouping,
  readers: ReadonlyMap<ValueId, ReadonlySet<Group>>,
  updates: readonly Update[],
): readonly Group[] {
  const ordered = sortGroups(grouping.groups)
  orderUpdates(grouping, new Order(ordered), readers, updates)
  return sortGroups(ordered)
}
