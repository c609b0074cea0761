/**
 * What one core can do at most, in the same engine: the hook for the ceiling of W4.
 *
 * To be replaced by backend-wasm's bare micro-kernel on operands in the first-level cache. Until then, what is there: its whole
 * product of 64 x 64 x 64 (48 KiB), repeated inside one call. `label.mjs` says which of the two it is.
 */
import { chooseBackend } from '../neurite/backend.mjs'
import { neurite } from '../neurite/packages.mjs'

const size = 64

export async function openKernel() {
  await chooseBackend('wasm:1')
  const { compile, ones } = neurite
  const [a, b] = [ones([size, size]), ones([size, size])]
  await Promise.all([a.data(), b.data()])
  const product = compile((/** @type {typeof a} */ left, /** @type {typeof a} */ right) => left.matmul(right), {
    name: 'ceiling',
  })
  return {
    gflopPerRun: (2 * size ** 3) / 1e9,
    /** @param {number} count - runs, all done when it returns */
    async run(count) {
      const result = product.repeat(count, a, b)
      await result.data()
      result.dispose()
    },
  }
}
