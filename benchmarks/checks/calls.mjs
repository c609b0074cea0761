/** What a training step asks of the GPU, inside `fit` as it is by default. */
import { fileURLToPath } from 'node:url'
import { Child } from '../harness/child.mjs'

/** @typedef {import('../types.d.ts').Verdict} Verdict */
/** What steps asked for: the median of them, and what was made in all of them. @typedef {{ dispatches: number, submits: number, made: number }} Asked */

const program = fileURLToPath(new URL('calls-program.mjs', import.meta.url))
const mostDispatches = { W1: 10, W2: 30, W5: 50 }

/**
 * @param {string} workload
 * @param {Asked} asked
 * @param {number} most - dispatches
 * @returns {Verdict[]}
 */
export function judgeCalls(workload, { dispatches, submits, made }, most) {
  const verdict = (/** @type {string} */ what, /** @type {number} */ count, /** @type {number} */ allowed) => ({
    part: 'calls',
    must: `${what} of a step of ${workload}`,
    ours: 'WebGPU',
    against: 'a count',
    required: allowed > 1 ? `at most ${allowed}` : String(allowed),
    reached: String(count),
    met: count <= allowed,
    note: '',
  })
  return [
    verdict('dispatches', dispatches, most),
    verdict('submits', submits, 1),
    verdict('buffers, bind groups, pipelines made', made, 0),
  ]
}

/** @type {import('../types.d.ts').Check} */
export const callsCheck = {
  name: 'calls',
  title: 'what a training step asks of the GPU, in `fit` as it comes',
  async judge({ gpu = {} }, progress) {
    const verdicts = []
    for (const [workload, most] of Object.entries(mostDispatches)) {
      progress(`calls: ${workload}`)
      const child = new Child([process.execPath, program, workload], gpu, 10 * 60_000)
      try {
        verdicts.push(...judgeCalls(workload, await child.answer(), most))
      } catch (error) {
        const missing = { part: 'calls', must: `calls of a step of ${workload}`, ours: 'WebGPU', against: 'a count' }
        verdicts.push({ ...missing, required: `at most ${most}`, note: String(error) })
      } finally {
        await child.close()
      }
    }
    return verdicts
  },
}
