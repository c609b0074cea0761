/** Fifty steps of `fit` on the Wasm backend go where the reference goes. */
import { cpu } from '@neurite/backend-cpu'
import { wasm } from '@neurite/backend-wasm'
import { type Backend, setBackend, Tensor, tensor } from '@neurite/core'
import {
  Add,
  BatchNormalization,
  Conv2D,
  Dense,
  Dropout,
  Embedding,
  Flatten,
  GlobalAveragePooling1D,
  input,
  LayerNormalization,
  MaxPooling2D,
  Model,
  MultiHeadAttention,
  Sequential,
  setRandomSeed,
} from '@neurite/nn'
import { afterAll, describe, expect, it } from 'vitest'

const steps = 50
const batchSize = 8
const classes = 5

/** Numbers that look random and are the same everywhere. */
const noise = (count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(i * 12.9898) * 0.5 + Math.cos(i * 0.37) * 0.5)
const labels = (): Tensor => tensor(Int32Array.from({ length: steps * batchSize }, (_, i) => (i * i + 3 * i) % classes))
const images = (): Tensor => tensor(noise(steps * batchSize * 100), { shape: [steps * batchSize, 10, 10, 1] })
const words = (): Tensor =>
  tensor(
    Int32Array.from({ length: steps * batchSize * 6 }, (_, i) => (i * 7) % 11),
    { shape: [steps * batchSize, 6] },
  )

const perceptron = (): Model =>
  new Sequential([
    new Flatten({ inputShape: [10, 10, 1] }),
    new Dense(24, { activation: 'relu' }),
    new Dense(classes, { activation: 'softmax' }),
  ])

const convolutional = (): Model =>
  new Sequential([
    new Conv2D(6, 3, { activation: 'relu', inputShape: [10, 10, 1] }),
    new BatchNormalization(),
    new MaxPooling2D(),
    new Dropout(0.25),
    new Conv2D(7, 2, { padding: 'same', activation: 'relu' }),
    new Flatten(),
    new Dense(classes, { activation: 'softmax' }),
  ])

function transformer(): Model {
  const x = input({ shape: [6], dtype: 'int32' })
  const embedded = new Embedding(11, 12).apply(x)
  const attended = new MultiHeadAttention(2, 6).apply([embedded, embedded])
  const first = new LayerNormalization().apply(new Add().apply([embedded, attended]))
  const hidden = new Dense(12).apply(new Dense(20, { activation: 'gelu' }).apply(first))
  const second = new LayerNormalization().apply(new Add().apply([first, hidden]))
  const pooled = new GlobalAveragePooling1D().apply(second)
  return new Model({ inputs: x, outputs: new Dense(classes, { activation: 'softmax' }).apply(pooled) })
}

const models: Record<string, { readonly create: () => Model; readonly x: () => Tensor }> = {
  'a perceptron': { create: perceptron, x: images },
  'a CNN with batch normalisation and dropout': { create: convolutional, x: images },
  'a small transformer': { create: transformer, x: words },
}

/** Trains on one backend; returns the loss and all weights. */
async function trained(
  backend: Backend,
  { create, x }: (typeof models)[string],
  optimizer: 'sgd' | 'adam',
): Promise<{ loss: number; weights: number[][] }> {
  setBackend(backend)
  setRandomSeed(11)
  const model = create()
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' })
  const history = await model.fit(x(), labels(), { batchSize, epochs: 1, shuffle: false, verbose: 0 })
  const weights = await Promise.all(model.weights.map(async (weight) => Array.from(await weight.value.data(), Number)))
  return { loss: history.history['loss']!.at(-1)!, weights }
}

/** The distance of two vectors by the length of the second. */
function relativeDistance(a: readonly number[], b: readonly number[]): number {
  const norm = (values: readonly number[]): number => Math.hypot(...values)
  return norm(a.map((value, i) => value - b[i]!)) / Math.max(norm(b), 1e-3)
}

afterAll(() => setBackend(cpu()))

describe.each(Object.keys(models))('%s', (name) => {
  it('has the weights of the reference to 1e-4 after 50 steps of SGD', { timeout: 120_000 }, async () => {
    const [expected, got] = [await trained(cpu(), models[name]!, 'sgd'), await trained(wasm(), models[name]!, 'sgd')]
    got.weights.forEach((weights, i) => expect(relativeDistance(weights, expected.weights[i]!)).toBeLessThan(1e-4))
    expect(got.loss).toBeCloseTo(expected.loss, 4)
  })

  it('has the loss of the reference to 1e-3 after 50 steps of Adam', { timeout: 120_000 }, async () => {
    const [expected, got] = [await trained(cpu(), models[name]!, 'adam'), await trained(wasm(), models[name]!, 'adam')]
    expect(Math.abs(got.loss - expected.loss) / expected.loss).toBeLessThan(1e-3)
  })
})
