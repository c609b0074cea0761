/** Chooses the backend that a contender of ours runs on. */
import { neurite } from './packages.mjs'
import { wasm } from '../../../packages/backend-wasm/dist/index.js'

/**
 * Whether `wasm` knows the option: then it refuses a number of threads that is none.
 *
 * @returns {boolean}
 */
export function hasThreads() {
  try {
    wasm(/** @type {{}} */ ({ threads: -1 }))
    return false
  } catch (error) {
    return !/unknown/i.test(String(error))
  }
}

/**
 * @param {string} name - `cpu`, `wasm`, or `wasm:2` with a number of threads
 */
export async function chooseBackend(name) {
  const [backend = 'wasm', threads] = name.split(':')
  if (backend !== 'wasm' || threads === undefined) return neurite.setBackend(backend)
  // Without the option there is one thread anyway.
  return neurite.setBackend(wasm(/** @type {{}} */ (hasThreads() ? { threads: Number(threads) } : {})))
}
