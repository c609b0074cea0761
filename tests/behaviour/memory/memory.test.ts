/** Memory does not grow: not in a loop of programs, not with eager results that nobody disposes of. */
import { compile, tensor, type Tensor, Variable, variableGrads } from '@neurite/core'
import { test, vi } from 'vitest'
import { onEachBackend } from '../backends/each-backend.ts'
import { expectSteady } from './steps.ts'

vi.setConfig({ testTimeout: 60_000 })

onEachBackend('memory', (current) => {
  const compare = (step: (index: number) => Promise<unknown>): Promise<void> =>
    expectSteady(current(), async (steps) => {
      for (let i = 0; i < steps; i++) await step(i)
    })

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
