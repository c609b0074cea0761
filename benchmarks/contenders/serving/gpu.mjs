/** WebGPU in Node as in a browser: `navigator.gpu`, of Dawn, one and the same for all contenders; what is asked of its devices is counted. */
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { pathToFileURL } from 'node:url'
import { countDevices } from '../../../scripts/gpu-calls.mjs'

/** Dawn is a dependency of our own package for it. */
const { resolve } = createRequire(new URL('../../../packages/backend-dawn/package.json', import.meta.url))

/** @type {import('../../../scripts/gpu-calls.mjs').Calls | undefined} */
let calls

/** What this process has asked of its devices so far; undefined without a GPU. */
export const gpuCalls = () => calls && { ...calls }

/** @returns {Promise<GPU>} */
export async function provideGpu() {
  const { create, globals } = await import(pathToFileURL(resolve('webgpu')).href)
  Object.assign(globalThis, globals)
  /** @type {GPU} */
  const gpu = create([])
  calls = countDevices(gpu)
  const value = { gpu, hardwareConcurrency: availableParallelism(), userAgent: `Node.js/${process.versions.node}` }
  Object.defineProperty(globalThis, 'navigator', { value, configurable: true })
  return gpu
}

/** The adapter's name, for people. @param {GPU} gpu */
export async function adapterName(gpu) {
  const info = (await gpu.requestAdapter())?.info
  return info?.description || info?.device || 'an adapter without a name'
}
