/** Garbage collection at a moment of the test's choice. */
import { macrotask } from '@neurite/core'

/** Collects, and lets finalizers run. */
export async function collect(): Promise<void> {
  const { gc } = globalThis
  if (!gc) throw new Error('these tests need --expose-gc')
  for (let round = 0; round < 6; round++) {
    gc()
    await macrotask()
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
