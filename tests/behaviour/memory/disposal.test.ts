/** What was compiled or started is gone after its end: 200 programs, 200 backends, and their workers. */
import { type Worker } from 'node:worker_threads'
import { wasm } from '@neurite/backend-wasm'
import { type Binding, compile, type Program, setBackend, tensor, type Tensor, type TensorType, Variable } from '@neurite/core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { collect } from './collect.ts'
import { features, noise, perceptron, samples } from './perceptron.ts'
import { type WatchedMemories, watchMemories } from './watched-memories.ts'

vi.setConfig({ testTimeout: 180_000 })

/** Workers that the test has started, and those of them that have ended. */
let workers = { started: 0, ended: 0 }
const count = (worker: Worker): void => {
  const own = workers
  own.started += 1
  worker.once('exit', () => (own.ended += 1))
}

let memories: WatchedMemories

beforeEach(() => {
  workers = { started: 0, ended: 0 }
  process.on('worker', count)
  memories = watchMemories()
})

afterEach(() => {
  process.off('worker', count)
  memories.restore()
})

/** A program with a product that two threads share, of a size of its own. */
const product = (rows: number) => compile((x: Tensor, w: Tensor) => x.matmul(w).tanh().sum(), { name: `product of ${rows} rows` })

const operands = (rows: number): [Tensor, Tensor] => [
  tensor(noise(rows * features), { shape: [rows, features] }),
  tensor(noise(features * features), { shape: [features, features] }),
]

/** What the process holds besides the heap of the test runner. */
const held = async (): Promise<number> => {
  await collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

describe.each([1, 2])('on %i threads', (threads) => {
  test('200 programs that were disposed of leave nothing', async () => {
    const inner = await setBackend(wasm({ threads }))
    const [x, w] = operands(300)
    const compiled = product(300)
    await compiled(x, w).data()
    const graph = compiled.graphs[0]!
    const types = [x, w].map(({ shape, dtype }) => ({ shape, dtype }))
    const output: TensorType = { shape: [], dtype: 'float32' }
    const program: Program = {
      graph,
      bindings: [...types.map((type): Binding => ({ role: 'input', type })), { role: 'output', type: output }],
    }
    const cycle = async (): Promise<void> => {
      const executable = inner.compileSync!(program)
      const sizes = program.bindings.map(({ type }) => 4 * type.shape.reduce((size, length) => size * length, 1))
      const buffers = inner.allocate(sizes)
      await executable.run({ buffers, scalars: new Uint8Array() }).done()
      executable.dispose()
      inner.free(buffers)
    }
    for (let i = 0; i < 50; i++) await cycle()
    const [before, wasmBytes] = [await held(), memories.bytes]
    for (let i = 0; i < 200; i++) await cycle()
    // 200 instances, or their modules, would be many times this.
    expect((await held()) - before).toBeLessThan(2 ** 20)
    expect(memories.bytes).toBe(wasmBytes)
    expect(workers.started).toBe(threads - 1)
    await inner.dispose()
  })

  test('200 backends that were disposed of leave nothing', async () => {
    const listeners = (): number => process.eventNames().reduce<number>((total, name) => total + process.listenerCount(name), 0)
    const cycle = async (): Promise<void> => {
      const backend = await setBackend(wasm({ threads }))
      const [x, w] = operands(300)
      await product(300)(x, w).data()
      const v = new Variable(noise(1000))
      v.assign(v.value.add(1))
      await v.data()
      await backend.dispose()
    }
    for (let i = 0; i < 20; i++) await cycle()
    const [before, listening] = [await held(), listeners()]
    for (let i = 0; i < 200; i++) await cycle()
    const all = 220 * (threads - 1)
    await vi.waitFor(() => expect(workers).toEqual({ started: all, ended: all }), { timeout: 20_000 })
    expect((await held()) - before).toBeLessThan(2 ** 21)
    // The last one is still in force.
    expect(memories.count).toBeLessThanOrEqual(2)
    expect(listeners()).toBe(listening)
  })

  test('20 backends that used one tensor and one function leave nothing, though both live on', async () => {
    const [x, w] = operands(300)
    const shared = product(300)
    const cycle = async (): Promise<void> => {
      const backend = await setBackend(wasm({ threads }))
      await shared(x, w).data()
      await backend.dispose()
    }
    for (let i = 0; i < 5; i++) await cycle()
    const before = await held()
    for (let i = 0; i < 20; i++) await cycle()
    expect((await held()) - before).toBeLessThan(2 ** 20)
    expect(memories.count).toBeLessThanOrEqual(2)
    expect(shared.graphs.length).toBeLessThanOrEqual(2)
    // It is of use on the next one, and on a backend that was there before.
    const backend = await setBackend(wasm({ threads }))
    const again = await shared(x, w).item()
    expect(await shared(x, w).item()).toBe(again)
    expect(shared.graphs.length).toBeLessThanOrEqual(3)
    await backend.dispose()
  })

  test('20 models that were trained on a backend each leave nothing', async () => {
    const [x, y] = samples(64)
    const cycle = async (): Promise<void> => {
      const backend = await setBackend(wasm({ threads }))
      await perceptron(backend).fit(x, y, { epochs: 1, verbose: 0 })
      await backend.dispose()
    }
    for (let i = 0; i < 5; i++) await cycle()
    const before = await held()
    for (let i = 0; i < 20; i++) await cycle()
    await vi.waitFor(() => expect(workers.ended).toBe(workers.started), { timeout: 20_000 })
    expect((await held()) - before).toBeLessThan(2 ** 21)
    expect(memories.count).toBeLessThanOrEqual(2)
  })
})
