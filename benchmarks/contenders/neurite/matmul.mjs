/** W4: a compiled product of two tensors that are on the backend. */
import { sampleEntries } from '../serving/sample-entries.mjs'
import { neurite } from './packages.mjs'

const { compile, tensor } = neurite

/**
 * @param {{ size: number, transposeA: boolean, transposeB: boolean }} spec
 * @param {import('../../types.d.ts').Arrays} arrays
 * @returns {Promise<import('../../types.d.ts').Session>}
 */
export async function matmul({ size, transposeA, transposeB }, arrays) {
  const [a, b] = ['a', 'b'].map((name) => tensor(arrays.read(`matmul.${name}.${size}`).data, { shape: [size, size] }))
  if (!a || !b) throw new Error('internal: two operands')
  const product = compile(
    (/** @type {typeof a} */ left, /** @type {typeof a} */ right) =>
      (transposeA ? left.transpose() : left).matmul(transposeB ? right.transpose() : right),
    { name: 'matmul' },
  )
  return {
    async check() {
      const result = product(a, b)
      const entries = sampleEntries(await result.data())
      result.dispose()
      return entries
    },
    async slice(amount) {
      const began = performance.now()
      for (let index = 1; index < amount; index++) product(a, b).dispose()
      const last = product(a, b)
      await last.data()
      const milliseconds = performance.now() - began
      last.dispose()
      return { milliseconds, done: (amount * 2 * size ** 3) / 1e9 }
    },
    facts: () => ({ compiles: neurite.runtimeCounts(neurite.getBackend()).compiles }),
  }
}
