/** Small models of the kinds that people train, with data that looks random and is the same everywhere. */
import { type Tensor, tensor } from '@neurite/core'
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
} from '@neurite/nn'

/** Samples in a batch. */
export const batchSize = 8
const classes = 5

/** Numbers that look random. */
const noise = (count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(i * 12.9898) * 0.5 + Math.cos(i * 0.37) * 0.5)
const images = (samples: number): Tensor => tensor(noise(samples * 100), { shape: [samples, 10, 10, 1] })
const words = (samples: number): Tensor =>
  tensor(
    Int32Array.from({ length: samples * 6 }, (_, i) => (i * 7) % 11),
    { shape: [samples, 6] },
  )

/** The classes of so many samples. */
export const labels = (samples: number): Tensor =>
  tensor(Int32Array.from({ length: samples }, (_, i) => (i * i + 3 * i) % classes))

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

/** A model, and so many samples for it. */
export interface SmallModel {
  readonly create: () => Model
  readonly x: (samples: number) => Tensor
}

/** By what they are. */
export const smallModels: Readonly<Record<string, SmallModel>> = {
  'a perceptron': { create: perceptron, x: images },
  'a CNN with batch normalisation and dropout': { create: convolutional, x: images },
  'a small transformer': { create: transformer, x: words },
}
