/** On wasm, a model trains as it does alone, whoever trains beside it; and one seed gives one result, bit for bit. */
import { createHash } from 'node:crypto'
import { wasm } from '@neurite/backend-wasm'
import { type Backend, setBackend } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { perceptron, samples } from '../memory/perceptron.ts'

/** What training came to. */
interface Outcome {
  readonly losses: readonly number[]
  /** A sum over all bits of all weights, and one over those of the optimizer's state. */
  readonly sums: readonly string[]
}

async function trained(backend: Backend, seed: number, onEpoch: () => Promise<void> = async () => {}): Promise<Outcome> {
  const model = perceptron(backend, seed)
  const [x, y] = samples(300, seed)
  const { history } = await model.fit(x, y, { epochs: 4, batchSize: 32, seed, verbose: 0, callbacks: [{ onEpochEnd: onEpoch }] })
  const sums = [model.variables, model.optimizer!.variables].map(async (variables) => {
    const sum = createHash('sha256')
    for (const variable of variables) {
      const { buffer, byteOffset, byteLength } = await variable.value.bits()
      sum.update(new Uint8Array(buffer, byteOffset, byteLength))
    }
    return sum.digest('hex')
  })
  return { losses: history['loss']!, sums: await Promise.all(sums) }
}

/** Waits so long that whoever else trains comes first. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

const onFresh = async (threads: number, seed: number): Promise<Outcome> => {
  const backend = await setBackend(wasm({ threads }))
  const outcome = await trained(backend, seed)
  await backend.dispose()
  return outcome
}

describe.each([1, 2])('on %i threads', (threads) => {
  test('two models that train in turn on one backend', async () => {
    const alone = [await onFresh(threads, 1), await onFresh(threads, 2)]
    const backend = await setBackend(wasm({ threads }))
    const order: number[] = []
    const visit = (model: number) => async () => {
      order.push(model)
      await pause()
    }
    const together = await Promise.all([trained(backend, 1, visit(1)), trained(backend, 2, visit(2))])
    expect(together).toEqual(alone)
    // They did train in turn, not one after the other.
    expect(order.lastIndexOf(1)).toBeGreaterThan(order.indexOf(2))
    expect(order.lastIndexOf(2)).toBeGreaterThan(order.indexOf(1))
    await backend.dispose()
  })

  test('two models that train in turn on a backend each', async () => {
    const alone = [await onFresh(threads, 1), await onFresh(threads, 2)]
    const backends = [wasm({ threads }), wasm({ threads })]
    await setBackend(backends[0]!)
    expect(await Promise.all(backends.map((backend, i) => trained(backend, i + 1, pause)))).toEqual(alone)
    await Promise.all(backends.map((backend) => backend.dispose()))
  })

  test('one seed gives the same bits again, another one does not', async () => {
    const first = await onFresh(threads, 3)
    expect(await onFresh(threads, 3)).toEqual(first)
    expect((await onFresh(threads, 4)).losses).not.toEqual(first.losses)
  })
})

test('two threads, or three, give the bits of one', async () => {
  const one = await onFresh(1, 5)
  expect(await onFresh(2, 5)).toEqual(one)
  expect(await onFresh(3, 5)).toEqual(one)
})
