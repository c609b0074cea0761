/** W3 through `model.predict`, results read back. */
import { readImages } from '../serving/images.mjs'
import { inputShape, modelWith, tf } from './models.mjs'

/**
 * @param {{ model: string, batchSize: number, images: number }} spec
 * @param {import('../../types.d.ts').Arrays} arrays
 * @returns {Promise<import('../../types.d.ts').Session>}
 */
export async function predict(spec, arrays) {
  const { batchSize, images: most, model: name } = spec
  const images = readImages(arrays, most, batchSize)
  const x = tf.tensor(images.x, inputShape(name, images.count))
  const model = modelWith(spec, arrays)
  const run = async () => {
    const result = /** @type {tf.Tensor} */ (model.predict(x, { batchSize }))
    const data = await result.data()
    result.dispose()
    return data
  }
  return {
    check: async () => Array.from((await run()).slice(0, 100)),
    async slice(amount) {
      const began = performance.now()
      for (let pass = 0; pass < amount; pass++) await run()
      return { milliseconds: performance.now() - began, done: amount * images.count }
    },
    close: () => x.dispose(),
  }
}
