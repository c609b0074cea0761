/** Size: minified and compressed, as size-limit weighs the page of .size-limit.mjs. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../..', import.meta.url))
const sizeLimit = `${root}node_modules/size-limit/bin.js`
const mostKilobytes = 80

/** What is weighed of the list, by how its name begins. */
const page = 'a page that trains'

/**
 * @param {string} printed - by `size-limit --json`
 * @returns {number} bytes of the page
 */
export function pageBytes(printed) {
  const row = JSON.parse(printed).find((/** @type {{ name: string }} */ { name }) => name.startsWith(page))
  if (row === undefined) throw new Error(`.size-limit.mjs has no page whose name begins with "${page}"`)
  return row.size
}

/** @returns {Promise<string>} what it prints, also where its own limits are passed */
const weigh = () =>
  promisify(execFile)(process.execPath, [sizeLimit, '--json'], { cwd: root }).then(
    ({ stdout }) => stdout,
    (/** @type {Error & { stdout?: string, stderr?: string }} */ error) => {
      if (error.stdout?.trim().startsWith('[')) return error.stdout
      throw new Error(error.stderr?.trim() || error.message)
    },
  )

/** @type {import('../types.d.ts').Check} */
export const sizeCheck = {
  name: 'size',
  title: 'minified and compressed, what a page that trains W1 loads at once',
  async judge(_options, progress) {
    progress('size: bundles')
    const row = {
      part: 'size',
      must: 'size: page that trains W1',
      ours: 'core, nn, wasm',
      against: 'minified, gzip',
      required: `${mostKilobytes} KB`,
    }
    try {
      const bytes = pageBytes(await weigh())
      return [{ ...row, reached: `${(bytes / 1000).toFixed(1)} KB`, met: bytes <= 1000 * mostKilobytes, note: '' }]
    } catch (error) {
      return [{ ...row, note: error instanceof Error ? error.message : String(error) }]
    }
  },
}
