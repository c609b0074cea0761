/** W4: `tf.matMul` of two tensors that are in its memory. */
import { sampleEntries } from '../serving/sample-entries.mjs'
import { tf } from './models.mjs'

/**
 * @param {{ size: number, transposeA: boolean, transposeB: boolean }} spec
 * @param {import('../../types.d.ts').Arrays} arrays
 * @returns {Promise<import('../../types.d.ts').Session>}
 */
export async function matmul({ size, transposeA, transposeB }, arrays) {
  const operand = (/** @type {string} */ name) =>
    tf.tensor2d(/** @type {Float32Array} */ (arrays.read(`matmul.${name}.${size}`).data), [size, size])
  const [a, b] = [operand('a'), operand('b')]
  const product = () => tf.matMul(a, b, transposeA, transposeB)
  return {
    check: async () => sampleEntries(await product().data()),
    async slice(amount) {
      const began = performance.now()
      for (let index = 1; index < amount; index++) product().dispose()
      const last = product()
      await last.data()
      const milliseconds = performance.now() - began
      last.dispose()
      return { milliseconds, done: (amount * 2 * size ** 3) / 1e9 }
    },
    close: () => tf.dispose([a, b]),
  }
}
