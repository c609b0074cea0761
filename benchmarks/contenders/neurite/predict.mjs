/** W3 through `model.predict`: images and results on the host. */
import { imagesFor, modelWith } from './models.mjs'
import { neurite } from './packages.mjs'

/**
 * @param {{ model: string, batchSize: number, images: number }} spec
 * @param {import('../../types.d.ts').Arrays} arrays
 * @returns {Promise<import('../../types.d.ts').Session>}
 */
export async function predict(spec, arrays) {
  const { batchSize } = spec
  const { x, count } = imagesFor(arrays, spec)
  const model = modelWith(spec, arrays)
  return {
    async check() {
      const probabilities = await (await model.predict(x, { batchSize })).data()
      return Array.from(probabilities.slice(0, 100), Number)
    },
    async slice(amount) {
      const began = performance.now()
      for (let pass = 0; pass < amount; pass++) await model.predict(x, { batchSize })
      return { milliseconds: performance.now() - began, done: amount * count }
    },
    facts: () => ({ compiles: neurite.runtimeCounts(neurite.getBackend()).compiles }),
  }
}
