/** The entries of the public packages: what a user can import. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * An entry of a package: its sources, and the name that imports it.
 *
 * @typedef {{ name: string, file: string }} Entry
 */

/**
 * The entries that the manifests of `packages` export from sources, those whose file is there and those without; private packages
 * have none.
 *
 * @param {string} root - of the repository
 * @returns {[present: Entry[], missing: Entry[]]}
 */
export function publicEntries(root) {
  const folders = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name))
  const entries = folders.filter((folder) => existsSync(join(folder, 'package.json'))).flatMap(entriesOf)
  const isThere = (/** @type {Entry} */ { file }) => existsSync(file)
  return [entries.filter(isThere), entries.filter((entry) => !isThere(entry))]
}

/**
 * @param {string} folder - of a package
 * @returns {Entry[]}
 */
function entriesOf(folder) {
  /** @type {{ name: string, private?: boolean, exports?: Record<string, { source?: string }> }} */
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (manifest.private) return []
  return Object.entries(manifest.exports ?? {}).flatMap(([path, { source }]) =>
    source ? [{ name: manifest.name + path.slice(1), file: join(folder, source) }] : [],
  )
}
