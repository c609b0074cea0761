/** The processes of a workload's contenders. */
import { Child } from './child.mjs'

/** @typedef {import('../types.d.ts').Contender} Contender */
/** @typedef {{ readonly contender: Contender, readonly child: Child | undefined }} Server */
/** @typedef {Map<string, Server>} Servers */

/**
 * Starts a process for each contender, and asks what it is. One that does not start is missing, with its reason.
 *
 * @param {readonly Contender[]} contenders
 * @param {string} folder - of the arrays
 * @param {Map<string, import('../types.d.ts').About>} abouts - filled, by name
 * @param {(line: string) => void} print - takes warnings
 * @returns {Promise<Servers>}
 */
export async function startServers(contenders, folder, abouts, print) {
  /** @type {Servers} */
  const servers = new Map()
  for (const contender of contenders) {
    const { name, label, serve, environment, missing } = contender
    if (missing !== undefined) {
      servers.set(name, { contender, child: undefined })
      continue
    }
    const child = new Child([...serve, folder], environment)
    try {
      const about = await child.ask({ call: 'about' })
      if (!abouts.has(name) && about.warning) print(`warning: ${label}: ${about.warning}`)
      abouts.set(name, about)
      servers.set(name, { contender, child })
    } catch (error) {
      const reason = `did not start: ${error instanceof Error ? error.message : String(error)}`
      servers.set(name, { contender: { ...contender, missing: reason }, child: undefined })
    }
  }
  return servers
}

/** @param {Servers} servers */
export const closeServers = (servers) => Promise.all([...servers.values()].map(({ child }) => child?.close()))
