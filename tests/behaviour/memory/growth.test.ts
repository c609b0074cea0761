/** Memory that grows leaves alone what is in it, on this thread and on the workers: views of the old buffer are never used again. */
import { wasm } from '@neurite/backend-wasm'
import { type Backend, compile, setBackend, tensor, type Tensor, Variable } from '@neurite/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { features, noise, perceptron, samples } from './perceptron.ts'
import { type WatchedMemories, watchMemories } from './watched-memories.ts'

const mib = 2 ** 20

describe.each([1, 2])('wasm memory that grows, on %i threads', (threads) => {
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

  /** Takes so much that memory has to grow, and gives it back at the end of the test. */
  const taken: Tensor[] = []
  async function grow(): Promise<void> {
    const before = memories.bytes
    while (memories.bytes === before) {
      const large = tensor([taken.length])
        .broadcastTo([24 * mib])
        .add(1)
      // Reading one number copies few bytes, and makes the large one resident with it.
      await large.slice([24 * mib - 1]).data()
      taken.push(large)
      await large.sum().data()
    }
  }
  afterEach(() => taken.splice(0).forEach((value) => value.dispose()))

  test('between programs, while their results are alive', async () => {
    const x = tensor(noise(300 * features), { shape: [300, features] })
    const w = new Variable(tensor(noise(features * features), { shape: [features, features] }))
    const step = compile((scale: Tensor) => {
      const y = x.matmul(w.value).tanh()
      w.assign(w.value.mul(scale))
      return y
    })
    const [first, second] = [step(1), step(1)]
    const expected = await first.data()
    const pending = x.mul(2)
    for (let round = 0; round < 3; round++) {
      await grow()
      // Made before, read after; and made after, by a program that was compiled before.
      expect(await second.data()).toEqual(expected)
      expect(await step(1).data()).toEqual(expected)
    }
    expect((await pending.data()).slice(0, 100)).toEqual((await x.data()).slice(0, 100).map((value) => value * 2))
    expect(await first.data()).toEqual(expected)
  })

  test('between epochs of a model: the losses are those of one that was left alone', async () => {
    const losses = async (between: () => Promise<void>): Promise<readonly number[]> => {
      const model = perceptron(backend)
      const [x, y] = samples(160)
      const all: number[] = []
      for (let epoch = 0; epoch < 3; epoch++) {
        const { history } = await model.fit(x, y, { initialEpoch: epoch, epochs: epoch + 1, verbose: 0, seed: 3 })
        all.push(...history['loss']!)
        await between()
      }
      return all
    }
    const alone = await losses(async () => {})
    expect(await losses(grow)).toEqual(alone)
  })
})
