/** What does not fit is an error that names the bytes asked for, and everything goes on as if nobody had asked. */
import { wasm } from '@neurite/backend-wasm'
import { type Backend, compile, NeuriteError, ones, setBackend, tensor, type Tensor } from '@neurite/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { features, noise, perceptron, samples } from './perceptron.ts'

const mib = 2 ** 20

describe.each([1, 2])('exhaustion of wasm on %i threads', (threads) => {
  let backend: Backend

  beforeEach(async () => {
    backend = await setBackend(wasm({ threads, maxMemoryBytes: 6 * mib }))
  })

  afterEach(() => backend.dispose())

  /** Losses of so many epochs, of which each but the last is followed by something that does not fit. */
  async function losses(epochs: number, tooLarge: () => Promise<unknown>): Promise<readonly number[]> {
    const model = perceptron(backend, 7, 32)
    const [x, y] = samples(64)
    const all: number[] = []
    for (let epoch = 0; epoch < epochs; epoch++) {
      const { history } = await model.fit(x, y, { initialEpoch: epoch, epochs: epoch + 1, verbose: 0, seed: 3 })
      all.push(...history['loss']!)
      if (epoch < epochs - 1) await tooLarge()
    }
    return all
  }

  /** @returns what the promise was rejected with */
  async function rejection(promise: Promise<unknown>): Promise<unknown> {
    return promise.then(
      () => expect.fail('it did fit'),
      (error: unknown) => error,
    )
  }

  test('by a tensor: training goes on as if nothing were', async () => {
    const undisturbed = await losses(4, async () => {})
    const bytes = 8 * mib
    const large = tensor(new Float32Array(bytes / 4))
    const asked = async (): Promise<void> => {
      const error = await rejection(large.add(1).data())
      expect(error).toBeInstanceOf(NeuriteError)
      expect(String(error)).toMatch(new RegExp(`cannot allocate ${bytes} bytes: .*(split the tensor|raise maxMemoryBytes)`))
    }
    expect(await losses(4, asked)).toEqual(undisturbed)
  })

  test('by intermediate values: training goes on as if nothing were', async () => {
    const undisturbed = await losses(4, async () => {})
    // 4 MiB twice, since no product is computed in place.
    const powers = compile((a: Tensor) => a.matmul(a).matmul(a).matmul(a).sum())
    const asked = async (): Promise<void> => {
      const error = await rejection(Promise.resolve().then(() => powers(ones([1024, 1024])).data()))
      expect(error).toBeInstanceOf(NeuriteError)
      const bytes = Number(/cannot allocate (\d+) bytes/.exec(String(error))?.[1])
      expect(bytes, String(error)).toBeGreaterThanOrEqual(4 * mib)
    }
    expect(await losses(4, asked)).toEqual(undisturbed)
  })

  test('by a batch of the model itself, which then trains on smaller ones', async () => {
    const model = perceptron(backend, 7, 512)
    const count = 8192
    const [x, y] = samples(count)
    const error = await rejection(model.fit(x, y, { batchSize: count, epochs: 1, verbose: 0 }))
    expect(error).toBeInstanceOf(NeuriteError)
    expect(String(error)).toMatch(/cannot allocate \d+ bytes/)
    const { history } = await model.fit(x.subarray(0, 256 * features), y.subarray(0, 256), { epochs: 3, verbose: 0 })
    expect(history['loss']![2]).toBeLessThan(history['loss']![0]!)
  })

  test('by results that are kept: the others stay what they are, and there is room once some are given up', async () => {
    const x = tensor(noise(2 ** 18))
    const kept = [x.add(1), x.add(2)]
    const bytesOf = async (value: Tensor): Promise<Buffer> => Buffer.from((await value.bits()).buffer)
    const before = await Promise.all(kept.map(bytesOf))
    const results = Array.from({ length: 8 }, (_, i) => x.add(3 + i))
    const outcomes = await Promise.allSettled(results.map((value) => value.data()))
    const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
    expect(errors.length).toBeGreaterThan(0)
    for (const error of errors) {
      expect(error).toBeInstanceOf(NeuriteError)
      expect(String(error)).toContain(`cannot allocate ${mib} bytes`)
    }
    const after = await Promise.all(kept.map(bytesOf))
    expect(after.map((bytes, i) => bytes.equals(before[i]!))).toEqual([true, true])
    for (const value of [...kept, ...results]) value.dispose()
    expect((await bytesOf(x.add(1))).equals(before[0]!)).toBe(true)
  })
})
