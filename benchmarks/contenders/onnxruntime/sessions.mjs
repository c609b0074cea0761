/** onnxruntime-web on its Wasm execution provider: W3 and W4. It does not train. */
import * as ort from 'onnxruntime-web'
import { readImages } from '../serving/images.mjs'
import { sampleEntries } from '../serving/sample-entries.mjs'
import { classifier, inputShape, product } from './onnx-models.mjs'

export { ort }

/** @param {Uint8Array} bytes */
const open = (bytes) => ort.InferenceSession.create(bytes, { executionProviders: ['wasm'], graphOptimizationLevel: 'all' })

/**
 * @param {{ model: string, batchSize: number, images: number }} spec
 * @param {import('../../types.d.ts').Arrays} arrays
 * @returns {Promise<import('../../types.d.ts').Session>}
 */
export async function predict({ model, batchSize, images: most }, arrays) {
  const images = readImages(arrays, most, batchSize)
  const size = batchSize * images.pixels
  const batches = Array.from(
    { length: images.count / batchSize },
    (_, index) => new ort.Tensor('float32', images.x.slice(index * size, (index + 1) * size), inputShape(model, batchSize)),
  )
  const session = await open(classifier(model, batchSize, arrays))
  const compute = async (/** @type {ort.Tensor} */ x) => {
    const { y } = await session.run({ x })
    if (!y) throw new Error('the model has no output y')
    return /** @type {Float32Array} */ (y.data)
  }
  return {
    async check() {
      const [first] = batches
      if (!first) throw new Error('there are no batches')
      return Array.from((await compute(first)).slice(0, 100))
    },
    async slice(amount) {
      const began = performance.now()
      for (let pass = 0; pass < amount; pass++) for (const batch of batches) await compute(batch)
      return { milliseconds: performance.now() - began, done: amount * images.count }
    },
    close: () => session.release(),
  }
}

/**
 * @param {{ size: number, transposeA: boolean, transposeB: boolean }} spec
 * @param {import('../../types.d.ts').Arrays} arrays
 * @returns {Promise<import('../../types.d.ts').Session>}
 */
export async function matmul(spec, arrays) {
  const { size } = spec
  const operand = (/** @type {string} */ name) =>
    new ort.Tensor('float32', /** @type {Float32Array} */ (arrays.read(`matmul.${name}.${size}`).data), [size, size])
  const feeds = { a: operand('a'), b: operand('b') }
  const session = await open(product(spec))
  const run = async () => {
    const { c } = await session.run(feeds)
    if (!c) throw new Error('the model has no output c')
    return /** @type {Float32Array} */ (c.data)
  }
  return {
    check: async () => sampleEntries(await run()),
    async slice(amount) {
      const began = performance.now()
      for (let index = 0; index < amount; index++) await run()
      return { milliseconds: performance.now() - began, done: (amount * 2 * size ** 3) / 1e9 }
    },
    close: () => session.release(),
  }
}
