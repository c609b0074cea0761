/** Chooses the backend that a contender of ours runs on. */
import { provideGpu } from '../serving/gpu.mjs'
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
 * @param {string} name - `cpu`, `webgpu`, `wasm`, or `wasm:2` with a number of threads
 */
export async function chooseBackend(name) {
  const [backend = 'wasm', threads] = name.split(':')
  if (backend === 'webgpu') {
    await provideGpu()
    const { webgpu } = await import('../../../packages/backend-webgpu/dist/index.js')
    return neurite.setBackend(await webgpu())
  }
  if (backend !== 'wasm' || threads === undefined) return neurite.setBackend(backend)
  // Without the option there is one thread anyway.
  return neurite.setBackend(wasm(/** @type {{}} */ (hasThreads() ? { threads: Number(threads) } : {})))
}
