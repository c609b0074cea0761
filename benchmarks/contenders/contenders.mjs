/** All contenders. A new one is a row here and a process that serves sessions; see ../README.md. */
import { ceilingContender } from './ceiling/contender.mjs'
import { neuriteContenders } from './neurite/contender.mjs'
import { nodePeers } from './peers.mjs'
import { pythonPeers } from './python/contenders.mjs'

/**
 * @param {{ threads: number, python: string | undefined, gpu?: Readonly<Record<string, string>> | undefined }} options
 * @returns {ReadonlyMap<string, import('../types.d.ts').Contender>} by name
 */
export const allContenders = ({ threads, python, gpu }) =>
  new Map(
    [...neuriteContenders({ threads, gpu }), ceilingContender, ...nodePeers({ threads, gpu }), ...pythonPeers(python)].map(
      (contender) => [contender.name, contender],
    ),
  )

/**
 * Whether a contender takes part: ours always do.
 *
 * @param {import('../types.d.ts').Contender} contender
 * @param {readonly string[] | undefined} peers - families that were asked for
 */
export const isChosen = ({ family }, peers) => family === 'neurite' || !peers || peers.includes(family)
