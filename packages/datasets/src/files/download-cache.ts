/** Keeps downloaded files on disk, each under the sum of its contents, so that a changed one is noticed when it is read. */
import { ArgumentError, DataError } from '@neurite/core'
import { sha256 } from '../checksum/sha256.ts'
import type { Bytes } from '../idx/byte-stream.ts'
import { type FileModules, fileModules } from '../platform/node-module.ts'
import { defaultCacheFolder } from './cache-folder.ts'
import type { FoundFile } from './file-source.ts'
import type { IdxFileName } from './idx-names.ts'
import { readChunks } from './read-chunks.ts'
import { type ExpectedSums, readVerified } from './read-verified.ts'
import { writeAtomically } from './write-atomically.ts'

const entryPattern = /^(.+)\.([0-9a-f]{64})$/

/** The kept files of one address. Entries are named `<file>.<SHA-256 of the uncompressed contents>` and hold what was downloaded. */
export class DownloadCache {
  private readonly call: string
  private readonly folder: string
  private readonly modules: FileModules

  private constructor(call: string, folder: string, modules: FileModules) {
    this.call = call
    this.folder = folder
    this.modules = modules
  }

  /**
   * @param cacheFolder - undefined: the system's place; false: nothing is kept
   * @returns undefined where nothing is kept (browsers have a cache of their own)
   */
  static async open(call: string, cacheFolder: string | false | undefined, url: string): Promise<DownloadCache | undefined> {
    if (cacheFolder === false) return undefined
    const modules = fileModules()
    if (!modules) {
      if (cacheFolder === undefined) return undefined
      throw new ArgumentError(
        `${call}: cacheFolder "${cacheFolder}" needs files, which this platform does not have; leave the option out`,
      )
    }
    const { os, path } = modules
    const setting = { platform: process.platform, home: os.homedir(), environment: process.env, join: path.join }
    const key = (await sha256(new TextEncoder().encode(url))).slice(0, 16)
    return new DownloadCache(call, path.join(cacheFolder ?? defaultCacheFolder(setting), 'datasets', key), modules)
  }

  /** The kept copy of a file, or undefined where there is none that still holds what its name says and has the expected sum. */
  async find(file: IdxFileName, sums: ExpectedSums): Promise<FoundFile | undefined> {
    for (const { path, sum } of await this.entriesOf(file)) {
      const place = { call: this.call, name: path }
      try {
        return { name: path, ...(await readVerified(readChunks(this.modules, path, place), file, { ...sums, kept: sum }, place)) }
      } catch (error) {
        // Damaged in the meantime, or not what is asked for now: the download that follows takes its place.
        if (!(error instanceof DataError)) throw error
      }
    }
    return undefined
  }

  /** Keeps a downloaded file, as it came, in place of older copies. */
  async keep(file: IdxFileName, contents: Bytes, downloaded: readonly Bytes[]): Promise<void> {
    const older = await this.entriesOf(file)
    const path = this.modules.path.join(this.folder, `${file}.${await sha256(contents)}`)
    try {
      await writeAtomically(this.modules, path, downloaded)
      for (const entry of older) if (entry.path !== path) await this.modules.fs.rm(entry.path)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new DataError(
        `${this.call}: ${file} was downloaded but cannot be kept in ${this.folder} (${reason}); ` +
          'name a folder that can be written to with cacheFolder or NEURITE_CACHE, or keep nothing with cacheFolder: false',
        { cause },
      )
    }
  }

  private async entriesOf(file: IdxFileName): Promise<{ path: string; sum: string }[]> {
    const { fs, path } = this.modules
    const names = await fs.readdir(this.folder).catch((): string[] => []) // nothing was kept yet
    return names.flatMap((name) => {
      const [, entryFile, sum] = entryPattern.exec(name) ?? []
      return entryFile === file && sum !== undefined ? [{ path: path.join(this.folder, name), sum }] : []
    })
  }
}
