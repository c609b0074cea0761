/** What a program was first called with is not kept for as long as the program is. */
import { compile, tensor, type Tensor } from '@neurite/core'
import { expect, test } from 'vitest'
import { onEachBackend } from '../backends/each-backend.ts'
import { collect } from './collect.ts'

onEachBackend('the arguments of the first call', (current) => {
  /** Calls `use` with a tensor that nobody else has. */
  async function calledWith(use: (x: Tensor) => Promise<unknown>): Promise<WeakRef<Tensor>> {
    const x = tensor(new Float32Array(1000))
    await use(x)
    return new WeakRef(x)
  }

  async function expectCollected(reference: WeakRef<Tensor>): Promise<void> {
    for (let round = 0; round < 10 && reference.deref(); round++) {
      await tensor([round]).add(1).data()
      await collect()
    }
    expect(reference.deref()).toBeUndefined()
  }

  test('of a compiled function', async () => {
    const double = compile((x: Tensor) => x.mul(2).sum())
    await expectCollected(await calledWith((x) => double(x).data()))
    expect(await double(tensor(new Float32Array(1000).fill(1))).item()).toBe(2000)
    expect(double.traces).toBe(1)
  })

  test('of operations that run at once', async () => {
    await expectCollected(await calledWith((x) => x.mul(2).sum().data()))
    expect(current().name).not.toBe('')
  })
})
