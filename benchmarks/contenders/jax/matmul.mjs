/** W4: a jitted product; each is waited for, as its docs advise. */
import { blockUntilReady, jit, numpy as np, tree } from '@jax-js/jax'
import { sampleEntries } from '../serving/sample-entries.mjs'

/** @typedef {import('./models.mjs').JaxArray} JaxArray */

/**
 * @param {{ size: number, transposeA: boolean, transposeB: boolean }} spec
 * @param {import('../../types.d.ts').Arrays} arrays
 * @returns {Promise<import('../../types.d.ts').Session>}
 */
export async function matmul({ size, transposeA, transposeB }, arrays) {
  const operand = (/** @type {string} */ name) =>
    np.array(/** @type {Float32Array} */ (arrays.read(`matmul.${name}.${size}`).data)).reshape([size, size])
  const [a, b] = [operand('a'), operand('b')]
  await blockUntilReady([a, b])
  const product = jit((/** @type {JaxArray} */ left, /** @type {JaxArray} */ right) =>
    np.matmul(transposeA ? left.transpose() : left, transposeB ? right.transpose() : right),
  )
  const run = () => product(a.ref, b.ref)
  return {
    check: async () => sampleEntries(await run().data()),
    async slice(amount) {
      const began = performance.now()
      for (let index = 0; index < amount; index++) (await blockUntilReady(run())).dispose()
      return { milliseconds: performance.now() - began, done: (amount * 2 * size ** 3) / 1e9 }
    },
    close: () => tree.dispose([a, b]),
  }
}
