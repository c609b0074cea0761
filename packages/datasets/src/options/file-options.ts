/** The options of `load` for files in a folder or at an address. */
import { ArgumentError, suggest } from '@neurite/core'
import type { FileSource } from '../files/file-source.ts'
import { folderSource } from '../files/folder-source.ts'
import { idxFileNames } from '../files/idx-names.ts'
import type { Sums } from '../files/known-sums.ts'
import { urlSource } from '../files/url-source.ts'
import { checkFlatten, checkKeys, isRecord, readOptions, show } from './check-options.ts'

/** Where the four IDX files of a data set are. */
export type FilesAt =
  /** A folder on disk. */
  | { readonly folder: string }
  /** The address of a folder, fetched over http or https. */
  | { readonly url: string }

/** Options for the four IDX files of a data set. */
export interface FileOptions {
  /** Where the four files are: a folder of this machine, or an address to load them from. */
  readonly source: FilesAt
  /**
   * SHA-256 of the uncompressed contents that a file has to have, by its standard name. Files without one are held to the sum of
   * the well-known file where they have its length. False: nothing is checked but the structure.
   */
  readonly sha256?: Sums | false
  /** Where downloads are kept: default `NEURITE_CACHE`, or the system's folder for caches. False: nowhere. */
  readonly cacheFolder?: string | false
  /** True (the default): rows of 784 values. False: images of [28, 28, 1]. */
  readonly flatten?: boolean
}

const optionNames = ['source', 'sha256', 'cacheFolder', 'flatten'] as const satisfies readonly (keyof FileOptions)[]

const ownSplit = 'files come with their own train and test parts'
const embeddedOnly = {
  split: `option "split" goes with the embedded digits only; ${ownSplit}`,
  seed: `option "seed" goes with the embedded digits only; ${ownSplit}, which keep their order`,
}

/** Names of the entries that say where the files are. */
const placeNames = ['folder', 'url'] as const

function readSums(call: string, sums: unknown): Sums | false {
  if (sums === undefined) return {}
  if (sums === false) return false
  if (!isRecord(sums)) {
    throw new ArgumentError(
      `${call}: sha256 is ${show(sums)}; pass sums by file, such as { "${idxFileNames[0]}": "..." }, or false`,
    )
  }
  checkKeys(call, 'file in sha256', sums, idxFileNames)
  const read: { -readonly [File in keyof Sums]: Sums[File] } = {}
  for (const file of idxFileNames) {
    const sum = sums[file]
    if (sum === undefined) continue
    if (typeof sum !== 'string' || !/^[0-9a-f]{64}$/i.test(sum)) {
      throw new ArgumentError(`${call}: sha256 of ${file} is ${show(sum)}; expected 64 hexadecimal digits`)
    }
    read[file] = sum
  }
  return read
}

function readCacheFolder(call: string, cacheFolder: unknown): string | false | undefined {
  if (cacheFolder === undefined || cacheFolder === false || (typeof cacheFolder === 'string' && cacheFolder !== ''))
    return cacheFolder
  throw new ArgumentError(`${call}: cacheFolder is ${show(cacheFolder)}; pass the path of a folder, or false to keep nothing`)
}

/** What a source that is no object was probably meant to be. */
function hintFor(source: unknown, names: readonly string[]): string {
  if (typeof source !== 'string' || source === '') return ''
  if (/^https?:/i.test(source)) return `; for this address pass { url: ${show(source)} }`
  if (/[\\/.]/.test(source)) return `; for this folder pass { folder: ${show(source)} }`
  const hint = suggest(source, names)
  return hint.startsWith('did you mean') ? `; ${hint}` : ''
}

/** The one of `folder` and `url` that a source has. */
function readPlace(call: string, source: unknown, names: readonly string[]): { kind: 'folder' | 'url'; text: string } {
  const expected = `expected ${[...names.map(show), '{ folder: "path" } or { url: "https://..." }'].join(', ')}`
  if (!isRecord(source)) throw new ArgumentError(`${call}: source is ${show(source)}; ${expected}${hintFor(source, names)}`)
  checkKeys(call, 'entry of source', source, placeNames)
  const [kind, ...more] = placeNames.filter((name) => source[name] !== undefined)
  const text = kind && source[kind]
  if (!kind || more.length > 0 || typeof text !== 'string' || text === '')
    throw new ArgumentError(`${call}: source is ${show(source)}; ${expected}`)
  return { kind, text }
}

/** Checked options: the source, and the sums that the user names. */
export interface OpenedFiles {
  readonly source: FileSource
  readonly sha256: Sums | false
}

/**
 * Checks options and opens the source that they name.
 *
 * @param names - sources that the data set has besides files
 * @throws ArgumentError on an option that is unknown, has no such value, or goes with another source
 */
export async function openFiles(call: string, options: unknown, names: readonly string[] = []): Promise<OpenedFiles> {
  const given = readOptions(call, options)
  const { kind, text } = readPlace(call, given['source'], names)
  checkKeys(call, 'option', given, optionNames, names.includes('embedded') ? embeddedOnly : {})
  checkFlatten(call, given['flatten'])
  const sha256 = readSums(call, given['sha256'])
  const cacheFolder = readCacheFolder(call, given['cacheFolder'])
  const source = await (kind === 'folder' ? folderSource(call, text) : urlSource(call, text, cacheFolder))
  return { source, sha256 }
}
