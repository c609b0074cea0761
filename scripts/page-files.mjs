/** Bundles a page as bundlers do, in files, and says which of them it loads at once: for the sizes in .size-limit.mjs. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Rolldown } from 'tsdown'

/**
 * A file of a bundle: what it imports, however the page comes to load it.
 *
 * @typedef {{ fileName: string, imports: readonly string[] }} BundleFile
 */

/**
 * The files that a page loads at once: its own and what they import, however far, but nothing that is behind an `import()`.
 *
 * @param {readonly BundleFile[]} files
 * @param {string} page - the page's own file
 * @returns {Set<string>}
 */
export function filesAtOnce(files, page) {
  const names = new Set([page])
  // A set takes in what is added while it is gone through.
  for (const name of names) {
    for (const imported of files.find(({ fileName }) => fileName === name)?.imports ?? []) names.add(imported)
  }
  return names
}

/**
 * Bundles and minifies a page.
 *
 * @param {string} source - the page's own module
 * @param {string} folder - where the files go; it is emptied
 * @returns {Promise<{ atOnce: string[], later: string[] }>} paths of the files that the page loads at once, and of those that it
 *   loads when it needs them
 */
export async function bundlePage(source, folder) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const input = join(folder, 'page.mjs')
  writeFileSync(input, source)
  const bundle = await Rolldown.rolldown({ input, platform: 'browser', external: /^node:/ })
  const { output } = await bundle.write({ dir: join(folder, 'bundle'), format: 'esm', minify: true })
  const files = output.filter((file) => file.type === 'chunk')
  const atOnce = filesAtOnce(files, 'page.js')
  const pathsOf = (/** @type {boolean} */ isAtOnce) =>
    files.filter(({ fileName }) => atOnce.has(fileName) === isAtOnce).map(({ fileName }) => join(folder, 'bundle', fileName))
  return { atOnce: pathsOf(true), later: pathsOf(false) }
}
