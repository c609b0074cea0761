/** The child's side of a contender in JavaScript: opens a session, runs its slices, one command after the other. */
import { createInterface } from 'node:readline'
import { openArrays } from './arrays.mjs'
import { gpuCalls } from './gpu.mjs'

/** @typedef {import('../../types.d.ts').Server} Server */
/** @typedef {import('../../types.d.ts').Session} Session */

/** @param {Readonly<Record<string, unknown>>} fields - `value` or `error` */
export const answer = (fields) => process.stdout.write(`@${JSON.stringify(fields)}\n`)

/** @param {unknown} error */
export const messageOf = (error) => (error instanceof Error ? error.message : String(error))

/**
 * @param {Server} server
 * @param {string} folder - of the arrays
 */
export async function serve(server, folder) {
  const arrays = openArrays(folder)
  /** @type {Session | undefined} */
  let session
  const opened = () => {
    if (!session) throw new Error('no session is open')
    return session
  }
  /** @type {Record<string, (command: any) => unknown>} */
  const calls = {
    about: () => server.about(),
    open: async ({ kind, spec }) => {
      const open = server.kinds[/** @type {import('../../types.d.ts').SessionKind} */ (kind)]
      if (!open) throw new Error('cannot do this')
      session = await open(/** @type {never} */ (spec), arrays)
    },
    check: async () => [...(await opened().check())],
    slice: ({ amount }) => opened().slice(amount),
    facts: () => ({ ...opened().facts?.(), calls: gpuCalls() }),
    close: async () => {
      await session?.close?.()
      session = undefined
    },
  }
  for await (const line of createInterface({ input: process.stdin })) {
    const command = JSON.parse(line)
    try {
      answer({ value: (await calls[command.call]?.(command)) ?? null })
    } catch (error) {
      answer({ error: messageOf(error) })
    }
  }
  // Pools of threads would keep some engines alive.
  process.exit(0)
}
