/** The four files in a folder on disk. */
import { ArgumentError, DataError } from '@neurite/core'
import { type FileModules, fileModules } from '../platform/node-module.ts'
import type { FileSource } from './file-source.ts'
import { type IdxFileName, idxFileNames, spellingsOf } from './idx-names.ts'
import { readChunks } from './read-chunks.ts'
import { readVerified } from './read-verified.ts'

/** File systems report what is not there under these codes. */
const absent = new Set(['ENOENT', 'ENOTDIR'])

async function kindOf({ fs }: FileModules, path: string, call: string): Promise<'file' | 'folder' | 'other' | undefined> {
  try {
    const entry = await fs.stat(path)
    return entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other'
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && absent.has(String(cause.code))) return undefined
    throw new DataError(`${call}: ${path} cannot be looked at (${cause instanceof Error ? cause.message : String(cause)})`, {
      cause,
    })
  }
}

async function checkFolder(modules: FileModules, folder: string, call: string): Promise<void> {
  const kind = await kindOf(modules, folder, call)
  if (kind === 'folder') return
  const found = kind === undefined ? 'does not exist' : 'is not a folder'
  throw new DataError(`${call}: ${folder} ${found}; pass the folder that holds ${idxFileNames.join(', ')} (plain or .gz)`)
}

async function locate(modules: FileModules, folder: string, file: IdxFileName, call: string): Promise<string | undefined> {
  for (const spelling of spellingsOf(file, 'plainFirst')) {
    const path = modules.path.join(folder, spelling)
    if ((await kindOf(modules, path, call)) === 'file') return path
  }
  return undefined
}

/** Where each of the four files lies. Missing ones are reported together. */
async function locateAll(modules: FileModules, folder: string, call: string): Promise<ReadonlyMap<IdxFileName, string>> {
  await checkFolder(modules, folder, call)
  const paths = new Map<IdxFileName, string>()
  for (const file of idxFileNames) {
    const path = await locate(modules, folder, file, call)
    if (path !== undefined) paths.set(file, path)
  }
  const missing = idxFileNames.filter((file) => !paths.has(file))
  if (missing.length > 0) {
    const lookedFor = missing.map((file) => `${file} (or ${spellingsOf(file, 'plainFirst').slice(1).join(', ')})`)
    throw new DataError(`${call}: ${folder} has no ${lookedFor.join(', and no ')}; put the missing files there`)
  }
  return paths
}

/**
 * The four files of a folder, plain or compressed.
 *
 * @throws ArgumentError where the platform has no files
 * @throws DataError when the folder or a file is missing
 */
export async function folderSource(call: string, folder: string): Promise<FileSource> {
  const modules = fileModules()
  if (!modules) throw new ArgumentError(`${call}: source { folder } reads files, which this platform does not have; use { url }`)
  const paths = await locateAll(modules, folder, call)
  return {
    async read(file, sums) {
      const name = paths.get(file)!
      const place = { call, name }
      return { name, ...(await readVerified(readChunks(modules, name, place), file, sums, place)) }
    },
  }
}
