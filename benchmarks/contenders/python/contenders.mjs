/** PyTorch and tf.keras, where a Python that has them is named. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** @param {string} file */
const script = (file) => fileURLToPath(new URL(file, import.meta.url))

/**
 * @param {string} python
 * @param {string} module
 */
const has = (python, module) =>
  spawnSync(python, ['-c', `import importlib.util as i, sys; sys.exit(i.find_spec("${module}") is None)`]).status === 0

/**
 * @param {string | undefined} python - an interpreter
 * @returns {readonly import('../../types.d.ts').Contender[]}
 */
export function pythonPeers(python) {
  const missing = (/** @type {string} */ module) => {
    if (python === undefined) return 'name a Python that has it with --python'
    return has(python, module) ? undefined : `${python} has no ${module}`
  }
  // `-B`: nothing is left beside the sources.
  const run = (/** @type {string} */ file, /** @type {string[]} */ ...args) => [python ?? 'python3', '-B', script(file), ...args]
  /** @type {(name: string, label: string, threads: number, optimizer: string) => import('../../types.d.ts').Contender} */
  const torch = (name, label, threads, optimizer) => ({
    name,
    label,
    family: 'torch',
    serve: run('torch_sessions.py', String(threads), optimizer),
    start: run('torch_start.py', String(threads), optimizer),
    missing: missing('torch'),
    environment: { OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) },
  })
  return [
    torch('torch', 'PyTorch, 1 thread', 1, 'plain'),
    torch('torch-fused', 'PyTorch, 1 thread, fused Adam', 1, 'fused'),
    torch('torch-2', 'PyTorch, 2 threads', 2, 'plain'),
    {
      name: 'keras',
      label: 'tf.keras, default threads',
      family: 'keras',
      serve: run('keras_sessions.py'),
      start: run('keras_start.py'),
      missing: missing('tensorflow'),
      environment: { KERAS_BACKEND: 'tensorflow', TF_CPP_MIN_LOG_LEVEL: '2' },
    },
  ]
}
