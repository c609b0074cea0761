/** Who runs before whom, while edges are added. */
import { InternalError } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { seeded } from '../testing/random.ts'
import { Group } from './group.ts'
import { Order } from './order.ts'

const groupsOf = (count: number): Group[] => Array.from({ length: count }, () => new Group('map', [2]))

/** Whether one group runs before another, by looking everywhere. */
const precedes = (from: Group, to: Group): boolean => [...from.successors].some((next) => next === to || precedes(next, to))

describe('an order', () => {
  test('knows which groups others precede, directly or by way of others', () => {
    const [a, b, c, d] = groupsOf(4) as [Group, Group, Group, Group]
    const order = new Order([a, b, c, d])
    order.connect(a, b)
    order.connect(b, c)
    expect([...order.preceded(new Set([a, c, d]))]).toEqual([c])
    expect([...order.preceded(new Set([b, d]))]).toEqual([])
  })

  test('begins with the edges that are there', () => {
    const [a, b, c] = groupsOf(3) as [Group, Group, Group]
    a.successors.add(b)
    const order = new Order([a, b, c])
    order.connect(c, a)
    expect([...order.preceded(new Set([b, c]))]).toEqual([b])
  })

  test('refuses edges that lead back', () => {
    const [a, b, c] = groupsOf(3) as [Group, Group, Group]
    const order = new Order([a, b, c])
    order.connect(a, b)
    order.connect(b, c)
    expect(() => order.connect(c, a)).toThrow(InternalError)
  })

  test('agrees with a search through all edges, whatever order they come in', () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = seeded(seed)
      const [order, groups] = [new Order(), groupsOf(12)]
      for (const group of groups) order.addFirst(group)
      for (let i = 0; i < 40; i++) {
        const [from, to] = random.shuffled(groups).slice(0, 2) as [Group, Group]
        if (!precedes(to, from)) order.connect(from, to)
        const some = new Set(random.shuffled(groups).slice(0, 3))
        const expected = [...some].filter((group) => [...some].some((other) => precedes(other, group)))
        expect([...order.preceded(some)]).toEqual(expected)
      }
    }
  })
})
