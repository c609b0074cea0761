/** The acceptance lines of a backend on WebGPU: listed, so that nobody takes them for met. */

/** @typedef {import('../types.d.ts').Verdict} Verdict */

const note = 'counted by `vitest run tests/gpu`, not raced yet'

/** @type {(must: string, against: string, required: string) => Verdict} */
const unmet = (must, against, required) => ({ part: 'WebGPU', must: `WebGPU: ${must}`, ours: 'all', against, required, note })

/** Most dispatches of a training step, in `fit` as it comes. */
const dispatches = { W1: 10, W2: 30, W5: 50 }

/** @type {readonly Verdict[]} */
export const webgpuMusts = [
  ...Object.entries(dispatches).map(([workload, most]) => unmet(`dispatches of ${workload}`, 'a count', `at most ${most}`)),
  unmet('submits of a step', 'a count', '1'),
  unmet('buffers, bind groups, pipelines made', 'a count', '0'),
  ...['W1', 'W2'].flatMap((workload) => [
    unmet(workload, 'jax-js, same adapter', '2x'),
    unmet(workload, 'TensorFlow.js, same adapter', '8x'),
  ]),
  unmet('memory: live bytes, buffers, heap', 'after 100 steps', 'equal, heap +1%'),
]
