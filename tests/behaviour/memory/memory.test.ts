/** Memory does not grow: not in a loop of programs, not with eager results that nobody disposes of. */
import { compile, liveMemory, macrotask, tensor, type Tensor, Variable, variableGrads } from '@neurite/core'
import { expect, test, vi } from 'vitest'
import { onEachBackend } from '../backends/each-backend.ts'

const { gc } = globalThis

vi.setConfig({ testTimeout: 60_000 })

/** Collects, and lets finalizers run. */
async function collect(): Promise<void> {
  if (!gc) throw new Error('these tests need --expose-gc')
  for (let round = 0; round < 6; round++) {
    gc()
    await macrotask()
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

interface Usage {
  readonly bytes: number
  readonly buffers: number
  readonly heap: number
}

onEachBackend('memory', (current) => {
  const usage = async (): Promise<Usage> => {
    // Something else runs in between, so that no register of the engine still holds the loop's last result.
    for (let round = 0; round < 3; round++) {
      const other = tensor([round]).add(1)
      await other.data()
      other.dispose()
      await collect()
    }
    const { bytes, buffers } = liveMemory(current())
    return { bytes, buffers, heap: process.memoryUsage().heapUsed }
  }

  /**
   * Runs a loop for 100 steps, and compares with 900 steps later. What core holds must be the same at once; the heap, once the
   * engine has compiled and cached what it will, after a few windows of 900 steps.
   */
  async function compare(step: (index: number) => Promise<unknown>): Promise<void> {
    for (let i = 0; i < 100; i++) await step(i)
    let early = await usage()
    for (let window = 0; window < 6; window++) {
      for (let i = 0; i < 900; i++) await step(i)
      const late = await usage()
      expect(late.bytes).toBe(early.bytes)
      expect(late.buffers).toBe(early.buffers)
      if (late.heap / early.heap < 1.01) return
      early = late
    }
    expect.fail('the heap keeps growing by more than 1% per 900 steps')
  }

  test('of a compiled training loop', async () => {
    const w = new Variable([1, 2, 3])
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ])
    const step = compile((rate: Tensor) => {
      const { value, grads } = variableGrads(() => x.mul(w.value).square().mean(), [w])
      w.assign(w.value.sub(grads[0]!.mul(rate)))
      return value
    })
    await compare((i) => step(1e-3 / (i + 1)).item())
  })

  test('of a hand-written eager loop with variables', async () => {
    const w = new Variable([1, 2, 3])
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ])
    await compare(() => {
      const { value, grads } = variableGrads(() => x.mul(w.value).square().mean(), [w])
      w.assign(w.value.sub(grads[0]!.mul(1e-3)))
      return value.item()
    })
  })

  test('of eager results that nobody disposes of', async () => {
    const x = tensor(new Float32Array(1000))
    await compare((i) => x.add(i).exp().data())
  })
})
