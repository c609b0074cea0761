/** The programs of real training steps, as `fit` hands them to a backend. */
import { type Program, setBackend, sizeOf, tensor } from '@neurite/core'
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
import { largest, recording } from './recording.ts'

const batchSize = 16
const sampleCount = 32

const mlp = (): Sequential =>
  new Sequential([new Dense(32, { activation: 'relu', inputShape: [64] }), new Dense(10, { activation: 'softmax' })])

const cnn = (): Sequential =>
  new Sequential([
    new Conv2D(8, 3, { activation: 'relu', padding: 'same', inputShape: [8, 8, 1] }),
    new BatchNormalization(),
    new MaxPooling2D(),
    new Conv2D(16, 3, { strides: 2, activation: 'relu' }),
    new Flatten(),
    new Dropout(0.25),
    new Dense(10, { activation: 'softmax' }),
  ])

/** One block: attention and a feed-forward part, each with a residual and a normalisation. */
function transformer(): Model {
  const tokens = input({ shape: [6], dtype: 'int32' })
  const embedded = new Embedding(20, 16).apply(tokens)
  const attended = new MultiHeadAttention(2, 8).apply({ query: embedded, value: embedded })
  const first = new LayerNormalization().apply(new Add().apply([embedded, attended]))
  const wide = new Dense(32, { activation: 'gelu' }).apply(first)
  const second = new LayerNormalization().apply(new Add().apply([first, new Dense(16).apply(wide)]))
  return new Model({
    inputs: tokens,
    outputs: new Dense(10, { activation: 'softmax' }).apply(new GlobalAveragePooling1D().apply(second)),
  })
}

const models = {
  mlp: { make: mlp, shape: [64] },
  cnn: { make: cnn, shape: [8, 8, 1] },
  transformer: { make: transformer, shape: [6] },
}

/** Names of the models whose steps are captured. */
export type ModelName = keyof typeof models

/** The step of a model with Adam and the cross-entropy of classes: forward, loss, gradients, optimizer, metrics. */
export async function captureStep(name: ModelName): Promise<Program> {
  const programs: Program[] = []
  const backend = recording(programs)
  await setBackend(backend)
  setRandomSeed(1)
  const { make, shape } = models[name]
  const model = make()
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'], backend })
  const x = name === 'transformer' ? new Int32Array(sampleCount * sizeOf(shape)) : new Float32Array(sampleCount * sizeOf(shape))
  const y = tensor(new Int32Array(sampleCount))
  await model.fit(tensor(x, { shape: [sampleCount, ...shape] }), y, { batchSize, epochs: 1, verbose: 0 })
  return largest(programs)
}
