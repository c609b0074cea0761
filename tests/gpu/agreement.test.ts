/** Training on Dawn goes where the Wasm backend goes, dropout included: both draw the same random bits. */
import { wasm } from '@neurite/backend-wasm'
import { webgpu } from '@neurite/backend-webgpu'
import { type Backend, setBackend } from '@neurite/core'
import { setRandomSeed } from 'neurite'
import { expect, test } from 'vitest'
import { create } from 'webgpu'
import { batchSize, labels, type SmallModel, smallModels } from '../behaviour/fit/small-models.ts'

const gpu: GPU = create([])

async function onDawn(): Promise<Backend> {
  const adapter = await gpu.requestAdapter()
  if (!adapter) throw new Error('these tests need a GPU adapter: the software one comes with the tests on Linux x64')
  return webgpu({ adapter })
}

async function losses(backend: Backend, { create: createModel, x }: SmallModel, steps: number): Promise<readonly number[]> {
  await setBackend(backend)
  setRandomSeed(11)
  const model = createModel()
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' })
  const samples = (steps / 4) * batchSize
  const { history } = await model.fit(x(samples), labels(samples), { batchSize, epochs: 4, verbose: 0 })
  return history['loss']!
}

const steps: Readonly<Record<string, number>> = { 'a perceptron': 100 }

test.each(Object.entries(smallModels))('%s: the loss of every epoch', { timeout: 300_000 }, async (name, model) => {
  const count = steps[name] ?? 20
  const [expected, got] = [await losses(wasm(), model, count), await losses(await onDawn(), model, count)]
  got.forEach((loss, epoch) => expect(Math.abs(loss - expected[epoch]!) / expected[epoch]!).toBeLessThan(5e-3))
})
