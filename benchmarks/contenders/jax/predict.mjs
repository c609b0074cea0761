/** W3: a jitted forward pass, batch by batch, results read. */
import { blockUntilReady, jit, nn, numpy as np, tree } from '@jax-js/jax'
import { readImages } from '../serving/images.mjs'
import { inputShape, logits, paramsOf } from './models.mjs'

/**
 * @param {{ model: string, batchSize: number, images: number }} spec
 * @param {import('../../types.d.ts').Arrays} arrays
 * @returns {Promise<import('../../types.d.ts').Session>}
 */
export async function predict({ model, batchSize, images: most }, arrays) {
  const images = readImages(arrays, most, batchSize)
  const size = batchSize * images.pixels
  const batches = Array.from({ length: images.count / batchSize }, (_, index) =>
    np.array(images.x.slice(index * size, (index + 1) * size)).reshape(inputShape(model, batchSize)),
  )
  const params = paramsOf(model, arrays)
  await blockUntilReady([batches, params])
  const forward = logits[model]
  if (!forward) throw new Error(`there is no model ${model}`)
  const run = jit((/** @type {import('./models.mjs').Params} */ weights, /** @type {import('./models.mjs').JaxArray} */ x) =>
    nn.softmax(forward(weights, x, undefined)),
  )
  const compute = async (/** @type {import('./models.mjs').JaxArray} */ batch) => run(tree.ref(params), batch.ref).data()
  return {
    async check() {
      const [first] = batches
      if (!first) throw new Error('there are no batches')
      return Array.from((await compute(first)).slice(0, 100), Number)
    },
    async slice(amount) {
      const began = performance.now()
      for (let pass = 0; pass < amount; pass++) for (const batch of batches) await compute(batch)
      return { milliseconds: performance.now() - began, done: amount * images.count }
    },
    close: () => tree.dispose([batches, params]),
  }
}
