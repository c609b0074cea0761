/** Compares what is held after 100 steps with what is held after 1,000. */
import { type Backend, liveMemory, tensor } from '@neurite/core'
import { expect } from 'vitest'
import { collect } from './collect.ts'
import type { WatchedMemories } from './watched-memories.ts'

/** What is held at one moment. */
interface Usage {
  /** Must be the same at every moment. */
  readonly exact: { readonly bytes: number; readonly buffers: number; readonly wasmBytes: number | undefined }
  readonly heap: number
}

async function usageOn(backend: Backend, memories: WatchedMemories | undefined): Promise<Usage> {
  // Something else runs in between, so that no register of the engine still holds the loop's last result.
  for (let round = 0; round < 3; round++) {
    const other = tensor([round]).add(1)
    await other.data()
    other.dispose()
    await collect()
  }
  const { bytes, buffers } = liveMemory(backend)
  return { exact: { bytes, buffers, wasmBytes: memories?.bytes }, heap: process.memoryUsage().heapUsed }
}

/**
 * Takes 100 steps, and compares with 900 steps later. What core holds, and the size of Wasm memory, must be the same at once; the
 * heap, once the engine has compiled and cached what it will, after a few windows of 900 steps.
 *
 * @param take - takes so many steps
 * @param memories - those of the backend, where it has any
 */
export async function expectSteady(
  backend: Backend,
  take: (steps: number) => Promise<unknown>,
  memories?: WatchedMemories,
): Promise<void> {
  await take(100)
  let early = await usageOn(backend, memories)
  for (let window = 0; window < 6; window++) {
    await take(900)
    const late = await usageOn(backend, memories)
    expect(late.exact).toEqual(early.exact)
    if (late.heap / early.heap < 1.01) return
    early = late
  }
  expect.fail('the heap keeps growing by more than 1% per 900 steps')
}
