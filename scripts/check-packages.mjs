/** Checks the packed packages: publint on the manifests, are-the-types-wrong on what each import resolves to. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packPackages } from './pack-packages.mjs'

/** Tools of node_modules/.bin, which pnpm puts on the path; each takes a tarball as its last argument. */
const checks = [
  ['publint', '--strict'],
  ['attw', '--profile', 'esm-only', '--no-definitely-typed', '--no-summary', '--format', 'ascii'],
]

const folder = mkdtempSync(join(tmpdir(), 'neurite-packages-'))
try {
  for (const { file } of await packPackages(folder)) {
    for (const [tool = '', ...flags] of checks) {
      const { status } = spawnSync(tool, [...flags, file], { stdio: 'inherit', shell: process.platform === 'win32' })
      if (status !== 0) process.exitCode = 1
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
