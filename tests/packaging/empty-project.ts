/** A project like a user's: outside this repository, with the packed packages installed by npm. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { packPackages } from '../../scripts/pack-packages.mjs'

const run = promisify(execFile)

/** A folder with the packages in its `node_modules`. */
export interface EmptyProject {
  readonly folder: string
  /** Names of the installed packages. */
  readonly packages: readonly string[]
  write(file: string, text: string): Promise<void>
  /** The manifest of an installed package. */
  manifestOf(name: string): Promise<Record<string, unknown>>
  /** Runs a Node program in the folder and gives what it prints; rejects, with its output, when it fails. */
  node(file: string, ...flags: readonly string[]): Promise<string>
  remove(): Promise<void>
}

/** Packs the packages, makes the folder and installs. Packages depend on each other's tarballs, never on a registry. */
export async function createEmptyProject(): Promise<EmptyProject> {
  const folder = await mkdtemp(join(tmpdir(), 'neurite-consumer-'))
  const write = (file: string, text: string): Promise<void> => writeFile(join(folder, file), text)
  const tarballs = await packPackages(folder)
  const packages = tarballs.map(({ name }) => name)
  const manifest = {
    private: true,
    type: 'module',
    dependencies: Object.fromEntries(tarballs.map(({ name, file }) => [name, `file:${file}`])),
    overrides: Object.fromEntries(packages.map((name) => [name, `$${name}`])),
  }
  await write('package.json', JSON.stringify(manifest))
  await run('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder, shell: process.platform === 'win32' })
  return {
    folder,
    packages,
    write,
    manifestOf: async (name) => JSON.parse(await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8')),
    node: async (file, ...flags) => {
      const { stdout } = await run(process.execPath, [file, ...flags], { cwd: folder })
      return stdout
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
