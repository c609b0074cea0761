/** Found by backend, walked in order, and forgotten with the backend. */
import { describe, expect, test } from 'vitest'
import type { Backend } from '../backend/backend.ts'
import { macrotask } from '../runtime/macrotask.ts'
import { ByBackend } from './by-backend.ts'

/** A backend that nobody calls. */
const backend = (name: string): Backend => ({
  name,
  capabilities: { dtypes: [], maxBufferBytes: 0, alignmentBytes: 1 },
  allocate: () => [],
  free: () => {},
  write: () => {},
  read: async () => new ArrayBuffer(0),
  compile: async () => ({ scratchBytes: 0, run: () => ({ done: async () => {} }), dispose: () => {} }),
  dispose: async () => {},
})

describe('ByBackend', () => {
  test('finds, replaces, walks and forgets', () => {
    const [a, b, c] = [backend('a'), backend('b'), backend('c')]
    const numbers = new ByBackend<number>()
    numbers.set(a, 1)
    numbers.set(b, 2)
    numbers.set(a, 3)
    expect([numbers.get(a), numbers.get(b), numbers.get(c), numbers.values()]).toEqual([3, 2, undefined, [3, 2]])
    numbers.delete(a)
    expect([numbers.get(a), numbers.values()]).toEqual([undefined, [2]])
    numbers.set(a, 4)
    expect(numbers.values()).toEqual([2, 4])
    numbers.clear()
    expect([numbers.get(b), numbers.values()]).toEqual([undefined, []])
  })

  test('keeps no backend alive, even by a value that refers to it', async () => {
    const { gc } = globalThis as { gc?: () => void }
    if (!gc) throw new Error('this test needs --expose-gc')
    const kept = backend('kept')
    const homes = new ByBackend<{ readonly home: Backend }>()
    homes.set(kept, { home: kept })
    const forgotten = (() => {
      const other = backend('forgotten')
      homes.set(other, { home: other })
      return new WeakRef(other)
    })()
    for (let round = 0; round < 20 && forgotten.deref(); round++) {
      await macrotask()
      gc()
    }
    expect(forgotten.deref()).toBeUndefined()
    expect(homes.values()).toEqual([{ home: kept }])
  })
})
