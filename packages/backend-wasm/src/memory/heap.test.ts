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

  it('takes room to spare at first, then half as much again, but no more than it may', () => {
    const heap = heapOf(5000)
    heap.allocate([2 * pageBytes])
    expect(heap.bytes.length).toBe(2048 * pageBytes)
    heap.reserve(2048 * pageBytes)
    expect(heap.bytes.length).toBe(3072 * pageBytes)
    heap.reserve(1024 * pageBytes)
    expect(heap.bytes.length).toBe(4608 * pageBytes)
    heap.reserve(500 * pageBytes)
    expect(heap.bytes.length).toBe(4608 * pageBytes)
    heap.reserve(1100 * pageBytes)
    expect(heap.bytes.length).toBe(5000 * pageBytes)
  })

  it('takes what is needed where the engine refuses more', () => {
    const engine = requireEngine()
    class Scarce extends engine.Memory {
      override grow(pages: number): number {
        if (this.buffer.byteLength / pageBytes + pages > 40) throw new RangeError('no more than 40 pages')
        return super.grow(pages)
      }
    }
    const heap = new Heap({ ...engine, Memory: Scarce, compile: engine.compile, validate: engine.validate }, 5000 * pageBytes)
    const [first] = heap.allocate([30 * pageBytes])
    expect([first, heap.bytes.length]).toEqual([0, 30 * pageBytes])
    expect(() => heap.allocate([11 * pageBytes])).toThrow(`cannot allocate ${11 * pageBytes} bytes`)
    expect(heap.allocate([10 * pageBytes])).toEqual([30 * pageBytes])
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
