/** First fit, merging of neighbours, growth. */
import { describe, expect, it } from 'vitest'
import { FreeList } from './free-list.ts'

describe('FreeList', () => {
  it('hands out aligned ranges that do not overlap, even for size 0', () => {
    const list = new FreeList(384, 64)
    expect([list.allocate(1), list.allocate(65), list.allocate(0)]).toEqual([0, 64, 192])
    expect(list.usedBytes).toBe(256)
  })

  it('has nothing when nothing fits', () => {
    const list = new FreeList(128, 64)
    expect(list.allocate(129)).toBeUndefined()
    expect(list.allocate(128)).toBe(0)
    expect(list.allocate(1)).toBeUndefined()
  })

  it.each([
    ['in order', [0, 1, 2]],
    ['backwards', [2, 1, 0]],
    ['middle last', [0, 2, 1]],
    ['middle first', [1, 0, 2]],
  ])('merges what is freed %s', (_name, order) => {
    const list = new FreeList(192, 64)
    const offsets = [list.allocate(64)!, list.allocate(64)!, list.allocate(64)!]
    for (const index of order) list.free(offsets[index]!)
    expect(list.usedBytes).toBe(0)
    expect(list.allocate(192)).toBe(0)
  })

  it('fills the first gap that is large enough', () => {
    const list = new FreeList(512, 64)
    const [a, , c] = [list.allocate(64)!, list.allocate(64), list.allocate(128)!, list.allocate(64)]
    list.free(a)
    list.free(c)
    expect(list.allocate(128)).toBe(c)
    expect(list.allocate(64)).toBe(a)
  })

  it('says by how much it must grow, and merges the growth with a free end', () => {
    const list = new FreeList(256, 64)
    list.allocate(192)
    expect(list.shortageBytes(64)).toBe(0)
    expect(list.shortageBytes(192)).toBe(128)
    list.grow(384)
    expect(list.allocate(192)).toBe(192)
    expect(list.shortageBytes(64)).toBe(64)
  })

  it('remembers the highest end', () => {
    const list = new FreeList(Infinity, 64)
    list.free(list.allocate(640)!)
    list.allocate(64)
    expect(list.peakBytes).toBe(640)
  })

  it('refuses to free what it did not hand out, or twice', () => {
    const list = new FreeList(256, 64)
    const offset = list.allocate(16)!
    expect(() => list.free(8)).toThrow('internal: free list: no range starts at 8')
    list.free(offset)
    expect(() => list.free(offset)).toThrow('internal: free list')
  })

  it('stays free of overlaps over a long random life, and ends whole', () => {
    const capacity = 16384
    const list = new FreeList(capacity, 64)
    const owner = new Int32Array(capacity)
    const broken: number[] = []
    const held: { offset: number; size: number; tag: number }[] = []
    let state = 1
    const random = (below: number): number => (state = (state * 48271) % 2147483647) % below
    for (let tag = 1; tag <= 2000; tag++) {
      if (random(2) === 0) {
        const size = 1 + random(800)
        const offset = list.allocate(size)
        if (offset === undefined) continue
        if (owner.subarray(offset, offset + size).some((byte) => byte !== 0)) broken.push(tag)
        owner.fill(tag, offset, offset + size)
        held.push({ offset, size, tag })
      } else if (held.length > 0) {
        const [entry] = held.splice(random(held.length), 1)
        if (owner.subarray(entry!.offset, entry!.offset + entry!.size).some((byte) => byte !== entry!.tag)) broken.push(tag)
        owner.fill(0, entry!.offset, entry!.offset + entry!.size)
        list.free(entry!.offset)
      }
    }
    expect(broken).toEqual([])
    for (const { offset } of held) list.free(offset)
    expect(list.allocate(capacity)).toBe(0)
  })
})
