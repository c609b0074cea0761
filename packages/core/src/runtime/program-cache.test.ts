/** What stays, what goes, and in which order. */
import { describe, expect, test } from 'vitest'
import { type CacheLimits, ProgramCache } from './program-cache.ts'

function recording(limits: Partial<CacheLimits> = {}): { cache: ProgramCache<string>; dropped: string[] } {
  const dropped: string[] = []
  return { cache: new ProgramCache({ entries: 3, nodes: 100, ...limits }, (item) => dropped.push(item)), dropped }
}

describe('ProgramCache', () => {
  test('drops what was not used for the longest time, one by one', () => {
    const { cache, dropped } = recording()
    for (const key of ['a', 'b', 'c']) cache.set(key, key.toUpperCase(), 1)
    expect(cache.get('a')).toBe('A')
    cache.set('d', 'D', 1)
    expect(dropped).toEqual(['B'])
    expect(cache.get('b')).toBeUndefined()
    cache.set('e', 'E', 1)
    expect(dropped).toEqual(['B', 'C'])
    expect(cache.size).toBe(3)
  })

  test('drops as many as a large one takes, and keeps that one even where it is larger than all', () => {
    const { cache, dropped } = recording()
    cache.set('a', 'A', 60)
    cache.set('b', 'B', 40)
    expect(dropped).toEqual([])
    cache.set('c', 'C', 61)
    expect(dropped).toEqual(['A', 'B'])
    cache.set('d', 'D', 101)
    expect(dropped).toEqual(['A', 'B', 'C'])
    expect(cache.get('d')).toBe('D')
    cache.set('e', 'E', 100)
    expect(dropped).toEqual(['A', 'B', 'C', 'D'])
  })

  test('counts an entry that takes the place of another once, and drops neither', () => {
    const { cache, dropped } = recording()
    for (let i = 0; i < 10; i++) cache.set('a', String(i), 60)
    cache.set('b', 'B', 40)
    expect([cache.get('a'), cache.get('b'), dropped]).toEqual(['9', 'B', []])
  })

  test('replaces and deletes only what it is told to expect', () => {
    const { cache } = recording()
    cache.set('a', 'A', 1)
    cache.replace('a', 'B', 'C')
    cache.delete('a', 'B')
    expect(cache.get('a')).toBe('A')
    cache.replace('a', 'A', 'B')
    expect(cache.get('a')).toBe('B')
    cache.delete('a', 'B')
    cache.replace('a', 'B', 'A')
    expect([cache.get('a'), cache.size]).toEqual([undefined, 0])
  })
})
