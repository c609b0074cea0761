/** The models of W1-W3 in jax-js: functions of parameters that return logits. Every array that a function is given is consumed. */
import { defaultDevice, init, lax, nn, numpy as np, random, tree } from '@jax-js/jax'
import { readWeights } from '../serving/images.mjs'
import { channelsFirst } from '../serving/layouts.mjs'

/** @typedef {import('@jax-js/jax').Array} JaxArray */
/** @typedef {Record<string, JaxArray>} Params */

/** Its Wasm device. */
export const chooseWasm = () => init('wasm')

/** Its WebGPU device, which `navigator.gpu` has to offer. */
export async function chooseWebgpu() {
  const devices = await init('webgpu')
  if (!devices.includes('webgpu')) throw new Error('jax-js finds no WebGPU here')
  defaultDevice('webgpu')
}

/**
 * @param {string} model
 * @param {import('../../types.d.ts').Arrays} arrays
 * @returns {Params}
 */
export function paramsOf(model, arrays) {
  const weights = readWeights(arrays, model)
  const arranged = model === 'cnn' ? channelsFirst(weights) : weights
  return Object.fromEntries(
    arranged.map(({ name, data, shape }) => [name, np.array(/** @type {Float32Array} */ (data)).reshape([...shape])]),
  )
}

/** @param {Params} params @param {string} name */
export const take = (params, name) => {
  const value = params[name]
  if (!value) throw new Error(`there is no parameter ${name}`)
  return value
}

/** @param {Params} params @param {JaxArray} x @param {string} name */
export const dense = (params, x, name) => np.dot(x, take(params, `${name}.kernel`)).add(take(params, `${name}.bias`))

/** @param {Params} params @param {JaxArray} x @param {string} name */
const convolve = (params, x, name) =>
  nn.relu(
    lax
      .convGeneralDilated(x, take(params, `${name}.kernel`), [1, 1], 'VALID')
      .add(take(params, `${name}.bias`).reshape([-1, 1, 1])),
  )

/** @param {JaxArray} x */
const pool = (x) => lax.reduceWindow(x, np.max, [2, 2], [2, 2])

/** @typedef {{ readonly rate: number, readonly key: JaxArray }} Drop */

/** @param {JaxArray} x @param {Drop} drop */
const dropOut = (x, { rate, key }) =>
  rate === 0 ? (key.dispose(), x) : x.mul(random.bernoulli(key, 1 - rate, x.shape).astype(np.float32)).mul(1 / (1 - rate))

/** @type {Record<string, (params: Params, x: JaxArray, drop: Drop | undefined) => JaxArray>} */
export const logits = {
  mlp: (params, x) => dense(params, nn.relu(dense(params, x, 'dense1')), 'dense2'),
  cnn(params, x, drop) {
    const features = pool(convolve(params, pool(convolve(params, x, 'conv1')), 'conv2'))
    const flat = features.reshape([x.shape[0] ?? 1, 1600])
    return dense(params, drop ? dropOut(flat, drop) : flat, 'dense')
  },
}

/** @param {string} model @param {number} count */
export const inputShape = (model, count) => (model === 'mlp' ? [count, 784] : [count, 1, 28, 28])

/** @param {Params} params */
export const zerosLike = (params) => tree.map((/** @type {JaxArray} */ value) => np.zeros(value.shape), params)
