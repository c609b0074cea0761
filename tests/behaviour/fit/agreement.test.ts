/** Fifty steps of `fit` on the Wasm backend go where the reference goes. */
import { cpu } from '@neurite/backend-cpu'
import { wasm } from '@neurite/backend-wasm'
import { type Backend, setBackend } from '@neurite/core'
import { setRandomSeed } from '@neurite/nn'
import { afterAll, describe, expect, it } from 'vitest'
import { batchSize, labels, type SmallModel, smallModels } from './small-models.ts'

const steps = 50

/** Trains on one backend; returns the loss and all weights. */
async function trained(
  backend: Backend,
  { create, x }: SmallModel,
  optimizer: 'sgd' | 'adam',
): Promise<{ loss: number; weights: number[][] }> {
  setBackend(backend)
  setRandomSeed(11)
  const model = create()
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' })
  const history = await model.fit(x(steps * batchSize), labels(steps * batchSize), {
    batchSize,
    epochs: 1,
    shuffle: false,
    verbose: 0,
  })
  const weights = await Promise.all(model.weights.map(async (weight) => Array.from(await weight.value.data(), Number)))
  return { loss: history.history['loss']!.at(-1)!, weights }
}

/** The distance of two vectors by the length of the second. */
function relativeDistance(a: readonly number[], b: readonly number[]): number {
  const norm = (values: readonly number[]): number => Math.hypot(...values)
  return norm(a.map((value, i) => value - b[i]!)) / Math.max(norm(b), 1e-3)
}

afterAll(() => setBackend(cpu()))

describe.each(Object.entries(smallModels))('%s', (_, model) => {
  it('has the weights of the reference to 1e-4 after 50 steps of SGD', { timeout: 120_000 }, async () => {
    const [expected, got] = [await trained(cpu(), model, 'sgd'), await trained(wasm(), model, 'sgd')]
    got.weights.forEach((weights, i) => expect(relativeDistance(weights, expected.weights[i]!)).toBeLessThan(1e-4))
    expect(got.loss).toBeCloseTo(expected.loss, 4)
  })

  it('has the loss of the reference to 1e-3 after 50 steps of Adam', { timeout: 120_000 }, async () => {
    const [expected, got] = [await trained(cpu(), model, 'adam'), await trained(wasm(), model, 'adam')]
    expect(Math.abs(got.loss - expected.loss) / expected.loss).toBeLessThan(1e-3)
  })
})
