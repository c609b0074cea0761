/** On wasm, step 1,000 holds what step 100 held: live bytes, the memory that the engine gave, the heap; on one thread and on two. */
import { wasm } from '@neurite/backend-wasm'
import { type Backend, compile, setBackend, tensor, type Tensor, Variable, variableGrads } from '@neurite/core'
import { afterEach, beforeEach, describe, test, vi } from 'vitest'
import { classes, features, noise, perceptron, samples } from './perceptron.ts'
import { expectSteady } from './steps.ts'
import { watchMemories, type WatchedMemories } from './watched-memories.ts'

vi.setConfig({ testTimeout: 120_000 })

describe.each([1, 2])('memory of wasm on %i threads', (threads) => {
  let memories: WatchedMemories
  let backend: Backend

  beforeEach(async () => {
    memories = watchMemories()
    backend = await setBackend(wasm({ threads }))
  })

  afterEach(async () => {
    memories.restore()
    await backend.dispose()
  })

  test('while a model is fitted', async () => {
    const model = perceptron(backend, 7, 32)
    const [x, y] = samples(320)
    // 10 steps an epoch.
    let epoch = 0
    await expectSteady(
      backend,
      async (steps) => {
        const epochs = epoch + steps / 10
        await model.fit(x, y, { batchSize: 32, initialEpoch: epoch, epochs, verbose: 0 })
        epoch = epochs
      },
      memories,
    )
  })

  test('in a loop that somebody wrote', async () => {
    const [w, b] = [new Variable(tensor(noise(features * classes), { shape: [features, classes] })), new Variable(noise(classes))]
    const step = compile((x: Tensor, rate: Tensor) => {
      const variables = [w, b]
      const loss = (): Tensor => x.matmul(w.value).add(b.value).tanh().square().mean()
      const { value, grads } = variableGrads(loss, variables)
      variables.forEach((variable, i) => variable.assign(variable.value.sub(grads[i]!.mul(rate))))
      return value
    })
    await expectSteady(
      backend,
      async (steps) => {
        // Data that come from outside at each step, and are left to the collector.
        for (let i = 0; i < steps; i++) {
          const x = tensor(noise(64 * features, i), { shape: [64, features] })
          await step(x, 1e-3 / (i + 1)).item()
        }
      },
      memories,
    )
  })

  test('with eager results that nobody disposes of', async () => {
    const x = tensor(noise(2 ** 17))
    await expectSteady(
      backend,
      async (steps) => {
        for (let i = 0; i < steps; i++) await x.add(i).exp().data()
      },
      memories,
    )
  })
})
