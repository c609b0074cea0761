/** Packs every publishable package as it would be published. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * A packed package.
 *
 * @typedef {{ name: string, file: string }} Tarball
 */

/**
 * Packs what the last build left in each `dist`; pnpm applies `publishConfig` and turns `workspace:` into versions.
 *
 * @param {string} folder - where the tarballs go
 * @returns {Promise<Tarball[]>}
 */
export async function packPackages(folder) {
  const command = [
    '-y',
    '--loglevel=error',
    'pnpm@10',
    '--filter',
    './packages/*',
    'pack',
    '--json',
    '--pack-destination',
    folder,
  ]
  // npx is a script on Windows, which only a shell starts.
  const child = spawn('npx', command, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], shell: process.platform === 'win32' })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  if (code !== 0) throw new Error(`pnpm pack ended with exit code ${code}\n${output}`)
  // An array, or the one object where there is one package.
  /** @type {{ name: string, filename: string }[]} */
  const packed = [JSON.parse(output)].flat()
  return packed.map(({ name, filename }) => ({ name, file: filename }))
}
