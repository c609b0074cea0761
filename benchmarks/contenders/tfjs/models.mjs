/** TensorFlow.js on its Wasm backend: the models of W1-W3 from shared weights, in its own words. */
import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-wasm'
import { readWeights } from '../serving/images.mjs'

export { tf }

export async function chooseWasm() {
  await tf.setBackend('wasm')
  await tf.ready()
}

const mlp = () =>
  tf.sequential({
    layers: [
      tf.layers.dense({ units: 128, activation: 'relu', inputShape: [784] }),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ],
  })

/** @param {number} dropout */
const cnn = (dropout) =>
  tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 32, kernelSize: 3, activation: 'relu', inputShape: [28, 28, 1] }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 64, kernelSize: 3, activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dropout({ rate: dropout }),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ],
  })

/**
 * @param {{ model: string, dropout?: number }} spec
 * @param {import('../../types.d.ts').Arrays} arrays
 */
export function modelWith({ model, dropout = 0 }, arrays) {
  const made = model === 'mlp' ? mlp() : cnn(dropout)
  made.setWeights(readWeights(arrays, model).map(({ data, shape }) => tf.tensor(data, [...shape])))
  made.compile({ optimizer: tf.train.adam(1e-3, 0.9, 0.999, 1e-7), loss: 'sparseCategoricalCrossentropy' })
  return made
}

/** @param {string} model @param {number} count */
export const inputShape = (model, count) => (model === 'mlp' ? [count, 784] : [count, 28, 28, 1])
