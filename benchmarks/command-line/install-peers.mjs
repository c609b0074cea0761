/** Installs the peers from this folder's own lockfile, once per lockfile. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('..', import.meta.url))
const stamp = `${folder}node_modules/.peers`

const wanted = () =>
  createHash('sha256')
    .update(readFileSync(`${folder}package-lock.json`))
    .digest('hex')

const isInstalled = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted()

/** @throws Error when npm fails */
export function installPeers() {
  if (isInstalled()) return
  process.stderr.write('Installing the peers (about 500 MB); this happens once.\n')
  // None of them needs its install scripts. npm's own output goes to stderr: stdout is the report's.
  const { status, error } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (error) throw error
  if (status !== 0) throw new Error(`bench: npm ci failed in ${folder}, exit code ${status}`)
  writeFileSync(stamp, wanted())
}
