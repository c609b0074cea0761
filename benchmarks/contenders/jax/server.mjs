/** What jax-js can do. */
import { readFileSync } from 'node:fs'
import { encoder } from './encoder.mjs'
import { matmul } from './matmul.mjs'
import { chooseWasm } from './models.mjs'
import { predict } from './predict.mjs'
import { train } from './train.mjs'

const manifest = new URL('../../node_modules/@jax-js/jax/package.json', import.meta.url)

await chooseWasm()

/**
 * @param {number} threads
 * @returns {import('../../types.d.ts').Server}
 */
export const server = (threads) => ({
  about: async () => ({ version: `${JSON.parse(readFileSync(manifest, 'utf8')).version}, device wasm, threads: ${threads}` }),
  kinds: { train, predict, matmul, encoder },
})
