/** The peers that run in Node. */
import { fileURLToPath } from 'node:url'

/** @param {string} file */
const script = (file) => fileURLToPath(new URL(file, import.meta.url))

/**
 * @param {{ threads: number, gpu?: Readonly<Record<string, string>> | undefined }} options - the environment in which a GPU is found
 * @returns {readonly import('../types.d.ts').Contender[]}
 */
export const nodePeers = ({ threads, gpu }) => [
  {
    name: 'tfjs',
    label: 'TensorFlow.js wasm',
    family: 'tfjs',
    serve: [process.execPath, script('tfjs/worker.mjs')],
    start: [process.execPath, script('tfjs/start.mjs')],
  },
  {
    name: 'jax',
    label: 'jax-js wasm',
    family: 'jax',
    serve: [process.execPath, script('jax/worker.mjs'), '1'],
    start: [process.execPath, script('jax/start.mjs')],
  },
  {
    name: 'jax-workers',
    label: `jax-js wasm, ${threads} workers`,
    family: 'jax',
    serve: [process.execPath, script('jax/worker.mjs'), String(threads)],
    missing: threads > 1 ? undefined : 'there is one thread',
  },
  {
    name: 'ort',
    label: `onnxruntime-web, ${threads} threads`,
    family: 'onnxruntime',
    serve: [process.execPath, script('onnxruntime/worker.mjs'), String(threads)],
  },
  {
    name: 'ort-1',
    label: 'onnxruntime-web, 1 thread',
    family: 'onnxruntime',
    serve: [process.execPath, script('onnxruntime/worker.mjs'), '1'],
  },
  {
    name: 'tfjs-webgpu',
    label: 'TensorFlow.js webgpu',
    family: 'tfjs',
    serve: [process.execPath, script('tfjs/gpu-worker.mjs')],
    environment: gpu ?? {},
  },
  {
    name: 'jax-webgpu',
    label: 'jax-js webgpu',
    family: 'jax',
    serve: [process.execPath, script('jax/gpu-worker.mjs')],
    environment: gpu ?? {},
  },
]
