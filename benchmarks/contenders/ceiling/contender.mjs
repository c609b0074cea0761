/** The ceiling, timed in the same rounds as everybody. */
import { fileURLToPath } from 'node:url'

/** @type {import('../../types.d.ts').Contender} */
export const ceilingContender = {
  name: 'ceiling',
  label: 'ceiling, 1 core',
  family: 'neurite',
  serve: [process.execPath, fileURLToPath(new URL('worker.mjs', import.meta.url))],
}
