/** The Wasm backend checks its kernels: of training steps of whole models there is nothing to complain of. */
import { cpu, evaluateGraph } from '@neurite/backend-cpu'
import { wasm } from '@neurite/backend-wasm'
import { encodeNumbers, ExecutionError, setBackend, tensor } from '@neurite/core'
import { setRandomSeed } from '@neurite/nn'
import { afterAll, describe, expect, it, test, vi } from 'vitest'
import { batchSize, labels, smallModels } from '../fit/small-models.ts'

const samples = 3 * batchSize

afterAll(() => setBackend(cpu()))

describe.each(Object.entries(smallModels))('%s', (_, { create, x }) => {
  it.each(['sgd', 'adam'] as const)('trains with %s while it is checked', { timeout: 120_000 }, async (optimizer) => {
    const backend = await setBackend(wasm({ threads: 1, checkAgainst: evaluateGraph }))
    setRandomSeed(11)
    const model = create()
    model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy', stepsPerExecution: 2 })
    const { history } = await model.fit(x(samples), labels(samples), { batchSize, epochs: 2, verbose: 0 })
    expect(history['loss']![1]).toBeLessThan(history['loss']![0]!)
    await backend.dispose()
  })
})

test('a kernel that does not compute what the reference does fails its run, and only that', async () => {
  const lying = (...given: Parameters<typeof evaluateGraph>) => {
    const [{ nodes }] = given
    return nodes[0]?.primitive === 'exp' ? [encodeNumbers('float32', [1, 9])] : evaluateGraph(...given)
  }
  const backend = await setBackend(wasm({ checkAgainst: lying }))
  const x = tensor([0, 1])
  const failure: unknown = await x
    .exp()
    .add(1)
    .data()
    .catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(ExecutionError)
  expect(String(failure)).toMatch(
    /wasm check: kernel 1 of 1 \(exp\+add\) gave 3\.718\d* at \[1\] of %\d+ float32\[2\], expected 10 /,
  )
  expect(Array.from(await x.add(1).data())).toEqual([1, 2])
  await backend.dispose()
})

test('what checks is loaded with the first program: its result can only be awaited', async () => {
  vi.resetModules()
  const [fresh, core] = [await import('@neurite/backend-wasm'), await import('@neurite/core')]
  const backend = fresh.wasm({ checkAgainst: evaluateGraph })
  const doubled = () => core.tensor([1, 2]).to(backend).mul(2)
  expect(() => doubled().dataSync()).toThrow(core.BackendError)
  expect(Array.from(await doubled().data())).toEqual([2, 4])
  expect(Array.from(doubled().dataSync())).toEqual([2, 4])
  await backend.dispose()
})
