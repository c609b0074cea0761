/** Neurite on each of its backends. */
import { fileURLToPath } from 'node:url'
import { hasThreads } from './backend.mjs'

/** @param {string} file */
const script = (file) => fileURLToPath(new URL(file, import.meta.url))

/**
 * @param {{ threads: number, gpu?: Readonly<Record<string, string>> | undefined }} options - the environment in which a GPU is found
 * @returns {readonly import('../../types.d.ts').Contender[]}
 */
export function neuriteContenders({ threads, gpu }) {
  /** @type {(name: string, label: string, backend: string, missing?: string) => import('../../types.d.ts').Contender} */
  const contender = (name, label, backend, missing) => ({
    name,
    label,
    family: 'neurite',
    serve: [process.execPath, script('worker.mjs'), backend],
    start: [process.execPath, script('start.mjs'), backend],
    missing,
  })
  return [
    contender(
      'neurite-wasm',
      `Neurite wasm, ${threads} threads`,
      `wasm:${threads}`,
      hasThreads() ? undefined : 'not built yet: wasm() has no option `threads`',
    ),
    contender('neurite-wasm-1', 'Neurite wasm, 1 thread', 'wasm:1'),
    contender('neurite-cpu', 'Neurite cpu (reference)', 'cpu'),
    { ...contender('neurite-webgpu', 'Neurite webgpu', 'webgpu'), environment: gpu ?? {} },
  ]
}
