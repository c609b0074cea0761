/** The order of groups. */
import { InternalError, type ValueId } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { Group } from './group.ts'
import type { Grouping } from './grouping.ts'
import { rootIn, scheduleGroups, type Update } from './schedule.ts'

/** Groups that write one value each, `edges` from writer to reader. */
function groupingOf(values: readonly ValueId[], edges: readonly (readonly [ValueId, ValueId])[]): Grouping {
  const home = new Map<ValueId, Group>()
  for (const id of values) {
    const group = new Group('map', [2])
    group.stored.push(id)
    home.set(id, group)
  }
  for (const [from, to] of edges) home.get(from)!.successors.add(home.get(to)!)
  const graph = { values: [], parameters: 0, nodes: [], results: [] }
  return { graph, groups: [...home.values()], home, aliases: new Map() }
}

/** The values in the order in which they are written; `reads` says which groups read which parameters. */
function orderOf(
  grouping: Grouping,
  reads: readonly (readonly [parameter: ValueId, reader: ValueId])[],
  updates: readonly Update[],
): ValueId[] {
  const readers = new Map<ValueId, Set<Group>>()
  for (const [parameter, reader] of reads) {
    readers.set(parameter, (readers.get(parameter) ?? new Set()).add(grouping.home.get(reader)!))
  }
  return scheduleGroups(grouping, readers, updates).map(({ stored }) => stored[0]!)
}

describe('scheduleGroups', () => {
  test('keeps the order of the graph where nothing else is asked', () => {
    expect(orderOf(groupingOf([7, 3, 5], []), [], [])).toEqual([3, 5, 7])
  })

  test('runs producers first', () => {
    expect(
      orderOf(
        groupingOf(
          [1, 2, 3, 4],
          [
            [4, 1],
            [4, 2],
            [2, 3],
          ],
        ),
        [],
        [],
      ),
    ).toEqual([4, 1, 2, 3])
  })

  test('replaces a state after all have read it', () => {
    const update = { parameter: 0, result: 10 }
    expect(
      orderOf(
        groupingOf([10, 11, 12], []),
        [
          [0, 10],
          [0, 11],
          [0, 12],
        ],
        [update],
      ),
    ).toEqual([11, 12, 10])
  })

  test('leaves a state whose readers need its successor: it is copied at the end', () => {
    const update = { parameter: 0, result: 10 }
    expect(orderOf(groupingOf([10, 11], [[10, 11]]), [[0, 11]], [update])).toEqual([10, 11])
  })

  test('of two states that need each other first, one yields', () => {
    // Each kernel reads both states and replaces one.
    const updates = [
      { parameter: 0, result: 10 },
      { parameter: 1, result: 11 },
    ]
    expect(
      orderOf(
        groupingOf([10, 11], []),
        [
          [0, 11],
          [1, 10],
        ],
        updates,
      ),
    ).toEqual([11, 10])
  })

  test('a state that stays, or that another parameter replaces, waits for nobody', () => {
    expect(
      orderOf(
        groupingOf([10], []),
        [[0, 10]],
        [
          { parameter: 0, result: 0 },
          { parameter: 1, result: 0 },
        ],
      ),
    ).toEqual([10])
  })

  test('groups that wait for one another are our bug', () => {
    const grouping = groupingOf(
      [1, 2],
      [
        [1, 2],
        [2, 1],
      ],
    )
    expect(() => orderOf(grouping, [], [])).toThrow(InternalError)
    expect(() => orderOf(grouping, [], [])).toThrow('internal: compiler: groups wait for one another')
  })
})

test('rootIn follows aliases to the end', () => {
  const aliases = new Map([
    [5, 4],
    [4, 2],
  ])
  expect([5, 4, 2, 9].map((id) => rootIn(aliases, id))).toEqual([2, 2, 2, 9])
})
