/** One TypeScript program over the public packages and all tests. */
import { existsSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** Folders of a repository that hold tests. */
const testFolders = ['packages', 'apps', 'tests']

const skipped = new Set(['node_modules', 'dist', 'fixtures'])

const configuration = fileURLToPath(new URL('../../tsconfig.base.json', import.meta.url))

/**
 * The path of a file inside a folder, written with slashes.
 *
 * @param {string} root
 * @param {string} file
 */
export const pathInside = (root, file) => relative(root, file).replaceAll(sep, '/')

/**
 * What runs in tests only: the files of tests, and what stands beside them for their use.
 *
 * @param {string} path - inside the repository
 */
export const isTestCode = (path) => /\.test\.ts$|\/src\/testing\/|^tests\//.test(path)

/**
 * The TypeScript files of a folder and of those inside it.
 *
 * @param {string} folder
 * @returns {string[]}
 */
function typescriptFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : typescriptFiles(path)
    return /(?<!\.d)\.ts$/.test(entry.name) ? [path] : []
  })
}

/**
 * Reads a repository, with the compiler options of this one.
 *
 * @param {string} root - of the repository
 * @param {readonly import('./public-entries.mjs').Entry[]} entries
 * @returns {ts.Program}
 */
export function readProgram(root, entries) {
  const { compilerOptions } = ts.readConfigFile(configuration, ts.sys.readFile).config
  const { options } = ts.convertCompilerOptionsFromJson({ ...compilerOptions, types: ['node'] }, root)
  const folders = testFolders.map((folder) => join(root, folder)).filter((folder) => existsSync(folder))
  const tests = folders.flatMap(typescriptFiles).filter((file) => isTestCode(pathInside(root, file)))
  return ts.createProgram({ rootNames: [...entries.map(({ file }) => file), ...tests], options })
}
