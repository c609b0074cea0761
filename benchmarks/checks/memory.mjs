/** Memory: what is held after 100 steps and after 1,000, in a process per backend. */
import { fileURLToPath } from 'node:url'
import { Child } from '../harness/child.mjs'

/** @typedef {{ bytes: number, buffers: number, wasmBytes: number, heapBytes: number }} Usage */
/** @typedef {{ early: Usage, late: Usage }} Held */

const program = fileURLToPath(new URL('memory-program.mjs', import.meta.url))
const loops = ['fit', 'hand-written loop', 'undisposed eager results']
/** How much the heap may grow: engines cache. */
const mostGrowth = 0.01

/** What must be the same, and how it is called. */
const exact = /** @type {const} */ ({ bytes: 'live bytes', buffers: 'buffers', wasmBytes: 'Wasm memory' })

/**
 * @param {Held} held
 * @returns {{ reached: string, met: boolean }}
 */
export function judgeHeld({ early, late }) {
  const growth = late.heapBytes / early.heapBytes - 1
  const changed = /** @type {(keyof typeof exact)[]} */ (Object.keys(exact)).filter((name) => early[name] !== late[name])
  const shown = changed.map((name) => `${exact[name]} ${early[name]} -> ${late[name]}`)
  const heap = `heap ${growth < 0 ? '-' : '+'}${Math.abs(100 * growth).toFixed(1)}%`
  return {
    reached: [...(shown.length > 0 ? shown : ['equal']), heap].join(', '),
    met: changed.length === 0 && growth <= mostGrowth,
  }
}

/**
 * @param {number} threads
 * @param {Readonly<Record<string, string>>} gpu
 * @returns {readonly { name: string, label: string, environment?: Readonly<Record<string, string>> }[]}
 */
const backends = (threads, gpu) => [
  { name: `wasm:${threads}`, label: `wasm, ${threads} threads` },
  ...(threads > 1 ? [{ name: 'wasm:1', label: 'wasm, 1 thread' }] : []),
  { name: 'cpu', label: 'cpu' },
  { name: 'webgpu', label: 'webgpu', environment: gpu },
]

/**
 * @param {string} backend
 * @param {Readonly<Record<string, string>>} [environment]
 * @returns {Promise<Record<string, Held>>} by loop
 */
async function heldBy(backend, environment) {
  const child = new Child([process.execPath, '--expose-gc', program, backend], environment, 20 * 60_000)
  try {
    return await child.answer()
  } finally {
    await child.close()
  }
}

/** @type {import('../types.d.ts').Check} */
export const memoryCheck = {
  name: 'memory',
  title: 'what is held after 1,000 steps, against after 100: live bytes, buffers and Wasm memory equal, heap within 1%',
  async judge({ threads, gpu = {} }, progress) {
    const verdicts = []
    for (const { name, label, environment } of backends(threads, gpu)) {
      progress(`memory: ${label}`)
      const held = await heldBy(name, environment).catch((error) => String(error))
      for (const loop of loops) {
        const row = {
          part: 'memory',
          must: `memory: ${loop}`,
          ours: label,
          against: 'after 100 steps',
          required: 'equal, heap +1%',
        }
        const found = typeof held === 'string' ? undefined : held[loop]
        verdicts.push(found ? { ...row, ...judgeHeld(found), note: '' } : { ...row, note: String(held) })
      }
    }
    return verdicts
  },
}
