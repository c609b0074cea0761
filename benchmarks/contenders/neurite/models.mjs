/** The models of W1, W2 and W3, and the initial weights that all contenders share. */
import { readWeights } from '../serving/images.mjs'
import { neurite } from './packages.mjs'

const { Conv2D, Dense, Dropout, Flatten, MaxPooling2D, Sequential, tensor } = neurite

/** @returns {import('../../../packages/neurite/dist/index.js').Sequential} */
export const mlp = () =>
  new Sequential([new Dense(128, { activation: 'relu', inputShape: [784] }), new Dense(10, { activation: 'softmax' })])

/** @param {number} dropout */
export const cnn = (dropout) =>
  new Sequential([
    new Conv2D(32, 3, { activation: 'relu', inputShape: [28, 28, 1] }),
    new MaxPooling2D(2),
    new Conv2D(64, 3, { activation: 'relu' }),
    new MaxPooling2D(2),
    new Flatten(),
    new Dropout(dropout),
    new Dense(10, { activation: 'softmax' }),
  ])

/**
 * @param {{ model: string, dropout?: number }} spec
 * @param {import('../../types.d.ts').Arrays} arrays
 */
export function modelWith({ model, dropout = 0 }, arrays) {
  const made = model === 'mlp' ? mlp() : cnn(dropout)
  loadWeights(made.weights.slice(0, readWeights(arrays, model).length), model, arrays)
  made.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' })
  return made
}

/**
 * @param {readonly import('../../../packages/neurite/dist/index.js').Variable[]} variables
 * @param {string} model
 * @param {import('../../types.d.ts').Arrays} arrays
 */
export function loadWeights(variables, model, arrays) {
  for (const [index, { data, shape }] of readWeights(arrays, model).entries()) variables[index]?.assign(tensor(data, { shape }))
}

/**
 * Images as @neurite/datasets gives them: bytes on the device, scaled in the graph.
 *
 * @param {import('../../types.d.ts').Arrays} arrays
 * @param {{ model: string, batchSize: number, images?: number }} spec - only whole batches are taken
 */
export function imagesFor(arrays, { model, batchSize, images = Infinity }) {
  const bytes = arrays.read('train.bytes')
  const labels = arrays.read('train.labels')
  const count = Math.floor(Math.min(images, bytes.shape[0] ?? 0) / batchSize) * batchSize
  const shape = model === 'mlp' ? [count, 784] : [count, 28, 28, 1]
  const pixels = tensor(bytes.data.slice(0, count * 784), { shape, dtype: 'uint8' })
  return { count, x: pixels.cast('float32').div(255), y: tensor(labels.data.slice(0, count)) }
}
