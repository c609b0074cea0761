/** A small classifier and its data: large enough that two threads share its steps. */
import type { Backend } from '@neurite/core'
import { Dense, Dropout, Sequential, setRandomSeed } from '@neurite/nn'

/** Features of a sample. */
export const features = 256
/** Classes of the labels. */
export const classes = 10

/** Numbers that look random and are always the same. */
export const noise = (length: number, seed = 0): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin((i + seed) * 12.9898) * 0.5)

/** Samples and their labels, whole numbers below `classes`. */
export const samples = (count: number, seed = 0): readonly [Float32Array, Int32Array] => [
  noise(count * features, seed),
  Int32Array.from({ length: count }, (_, i) => (i * i + 3 * i + seed) % classes),
]

/** A model with random weights and dropout from the seed. */
export function perceptron(backend: Backend, seed = 7, units = 128): Sequential {
  setRandomSeed(seed)
  const model = new Sequential([
    new Dense(units, { activation: 'relu', inputShape: [features] }),
    new Dropout(0.2),
    new Dense(classes, { activation: 'softmax' }),
  ])
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'], backend })
  return model
}
