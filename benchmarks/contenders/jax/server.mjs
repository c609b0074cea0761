/** What jax-js can do. */
import { readFileSync } from 'node:fs'
import { encoder } from './encoder.mjs'
import { matmul } from './matmul.mjs'
import { predict } from './predict.mjs'
import { train } from './train.mjs'

const manifest = new URL('../../node_modules/@jax-js/jax/package.json', import.meta.url)

/**
 * @param {string} engine - in words
 * @returns {import('../../types.d.ts').Server}
 */
export const server = (engine) => ({
  about: async () => ({ version: `${JSON.parse(readFileSync(manifest, 'utf8')).version}, ${engine}` }),
  kinds: { train, predict, matmul, encoder },
})
