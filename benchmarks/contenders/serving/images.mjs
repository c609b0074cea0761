/** The images as peers take them: float32 from 0 to 1, and their labels. */

/** @typedef {import('../../types.d.ts').Arrays} Arrays */

/**
 * @param {Arrays} arrays
 * @param {number} most - images; all if there are fewer
 * @param {number} batchSize - only whole batches are taken
 */
export function readImages(arrays, most, batchSize) {
  const bytes = arrays.read('train.bytes')
  const labels = arrays.read('train.labels')
  const count = Math.floor(Math.min(most, bytes.shape[0] ?? 0) / batchSize) * batchSize
  const pixels = 784
  return {
    count,
    pixels,
    x: Float32Array.from(bytes.data.subarray(0, count * pixels), (byte) => byte / 255),
    y: Int32Array.from(labels.data.subarray(0, count)),
  }
}

/**
 * Weights of a model, in the order of its layers.
 *
 * @param {Arrays} arrays
 * @param {string} model
 */
export function readWeights(arrays, model) {
  const names = weightNames[model]
  if (!names) throw new Error(`there is no model ${model}`)
  return names.map((name) => ({ name, ...arrays.read(`${model}.${name}`) }))
}

/** What the weights of each model are called, in order. @type {Readonly<Record<string, readonly string[]>>} */
export const weightNames = {
  mlp: ['dense1.kernel', 'dense1.bias', 'dense2.kernel', 'dense2.bias'],
  cnn: ['conv1.kernel', 'conv1.bias', 'conv2.kernel', 'conv2.bias', 'dense.kernel', 'dense.bias'],
  encoder: [
    'query.kernel',
    'query.bias',
    'key.kernel',
    'key.bias',
    'value.kernel',
    'value.bias',
    'output.kernel',
    'output.bias',
    'norm1.gamma',
    'norm1.beta',
    'ffn1.kernel',
    'ffn1.bias',
    'ffn2.kernel',
    'ffn2.bias',
    'norm2.gamma',
    'norm2.beta',
  ],
}
