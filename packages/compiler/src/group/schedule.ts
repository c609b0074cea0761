/** The order in which groups run: producers first, else as the graph has them; updates of states after their readers. */
import { InternalError, type ValueId } from '@neurite/core'
import type { Group } from './group.ts'
import type { Grouping } from './grouping.ts'

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
function orderUpdates({ home }: Grouping, readers: ReadonlyMap<ValueId, ReadonlySet<Group>>, updates: readonly Update[]): void {
  for (const { parameter, result } of updates) {
    const writer = home.get(result)
    if (!writer) continue
    for (const reader of readers.get(parameter) ?? []) {
      if (reader !== writer && !writer.precedes(reader)) reader.successors.add(writer)
    }
  }
}

const lastValue = ({ stored }: Group): number => Math.max(...stored)

/** Sorts groups. */
export function scheduleGroups(
  grouping: Grouping,
  readers: ReadonlyMap<ValueId, ReadonlySet<Group>>,
  updates: readonly Update[],
): readonly Group[] {
  orderUpdates(grouping, readers, updates)
  const waiting = new Map(grouping.groups.map((group) => [group, 0]))
  for (const { successors } of grouping.groups) for (const next of successors) waiting.set(next, waiting.get(next)! + 1)
  const byPlace = [...grouping.groups].sort((a, b) => lastValue(a) - lastValue(b))
  const ready = byPlace.filter((group) => waiting.get(group) === 0)
  const ordered: Group[] = []
  for (let group = ready.shift(); group; group = ready.shift()) {
    ordered.push(group)
    for (const next of group.successors) {
      const left = waiting.get(next)! - 1
      waiting.set(next, left)
      if (left > 0) continue
      const place = ready.findIndex((other) => lastValue(other) > lastValue(next))
      ready.splice(place < 0 ? ready.length : place, 0, next)
    }
  }
  if (ordered.length < grouping.groups.length) throw new InternalError('compiler: groups wait for one another')
  return ordered
}
