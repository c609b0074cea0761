/** Growth, zeroing, exhaustion, the arena. */
import { BackendError } from '@neurite/core'
import { describe, expect, it } from 'vitest'
import { requireEngine } from '../engine.ts'
import { Heap, pageBytes } from './heap.ts'

const heapOf = (pages: number): Heap => new Heap(requireEngine(), pages * pageBytes)

describe('Heap', () => {
  it('grows when it is full, and its bytes are current afterwards', () => {
    const heap = heapOf(16)
    const [small] = heap.allocate([16])
    heap.bytes.fill(7, small, small! + 16)
    const [large] = heap.allocate([3 * pageBytes])
    expect(heap.bytes.length).toBeGreaterThanOrEqual(4 * pageBytes)
    expect(heap.bytes.buffer).toBe(heap.memory.buffer)
    expect([...heap.bytes.subarray(small, small! + 16)]).toEqual(new Array(16).fill(7))
    heap.bytes[large! + 3 * pageBytes - 1] = 1
    expect(heap.bytes[large! + 3 * pageBytes - 1]).toBe(1)
  })

  it('zeroes what was used before', () => {
    const heap = heapOf(1)
    const [first] = heap.allocate([64])
    heap.bytes.fill(255, first, first! + 64)
    heap.free(first!)
    const [again] = heap.allocate([64])
    expect(again).toBe(first)
    expect(heap.bytes.subarray(again, again! + 64).every((byte) => byte === 0)).toBe(true)
  })

  it('names the bytes asked for when it is exhausted, takes none of the group, and goes on', () => {
    const heap = heapOf(2)
    heap.allocate([64])
    expect(() => heap.allocate([pageBytes, pageBytes])).toThrow(BackendError)
    expect(() => heap.allocate([pageBytes, pageBytes])).toThrow(
      `wasm: cannot allocate ${2 * pageBytes} bytes: 64 of at most ${2 * pageBytes}`,
    )
    expect(heap.usedBytes).toBe(64)
    expect(heap.allocate([pageBytes])).toHaveLength(1)
  })

  it('keeps the arena as large as it was when it cannot grow', () => {
    const heap = heapOf(2)
    heap.growArena(1000)
    expect(() => heap.growArena(3 * pageBytes)).toThrow(`cannot allocate ${3 * pageBytes} bytes`)
    expect(heap.usedBytes).toBe(1024)
    heap.growArena(2000)
    expect(heap.usedBytes).toBe(2048)
    heap.growArena(10)
    expect(heap.usedBytes).toBe(2048)
  })

  it('lets go of its memory', () => {
    const heap = heapOf(1)
    heap.release()
    expect(heap.isReleased).toBe(true)
    expect(() => heap.memory).toThrow('internal: wasm: the memory was used after its release')
  })
})
