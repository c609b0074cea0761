/** The ceiling, timed in the same rounds as everybody. */
import { fileURLToPath } from 'node:url'
import { shortLabel } from './label.mjs'

/** @type {import('../../types.d.ts').Contender} */
export const ceilingContender = {
  name: 'ceiling',
  label: shortLabel,
  family: 'neurite',
  serve: [process.execPath, fileURLToPath(new URL('worker.mjs', import.meta.url))],
}
