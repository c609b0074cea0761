/** Installs the engines from this folder's own lockfile, once per lockfile, and says where they are. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const modules = join(folder, 'node_modules')
const stamp = join(modules, '.engines')

/** Packages that hold one executable each for this platform, by the start of their names; npm installs no others. */
const packages = { node: ['', 'node-'], deno: ['@deno', ''], bun: ['@oven', 'bun-'] }

/** Where executables are in their packages. */
const places = ['bin', '.'].flatMap((place) =>
  ['node', 'deno', 'bun'].flatMap((name) => [join(place, name), join(place, `${name}.exe`)]),
)

/** @param {keyof typeof packages} engine */
function executableOf(engine) {
  const [scope = '', start = ''] = packages[engine]
  const inside = join(modules, scope)
  const names = existsSync(inside) ? readdirSync(inside).filter((name) => name.startsWith(start)) : []
  return names.flatMap((name) => places.map((place) => join(inside, name, place))).find((file) => existsSync(file))
}

/**
 * @returns {Record<keyof typeof packages, string | undefined>} paths of the executables; undefined where npm has none for this platform
 * @throws Error when npm fails
 */
export function installEngines() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex')
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    process.stderr.write('Installing Node 24, Deno and Bun (about 400 MB); this happens once.\n')
    // The executables are run from their packages: no install script is needed.
    const { status, error } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    })
    if (error) throw error
    if (status !== 0) throw new Error(`check:engines: npm ci failed in ${folder}, exit code ${status}`)
    writeFileSync(stamp, wanted)
  }
  return { node: executableOf('node'), deno: executableOf('deno'), bun: executableOf('bun') }
}
