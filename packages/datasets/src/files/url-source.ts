/** The four files at a web address, downloaded once and kept in the cache. */
import { ArgumentError, DataError } from '@neurite/core'
import type { Bytes, ByteStream, Place } from '../idx/byte-stream.ts'
import { DownloadCache } from './download-cache.ts'
import type { FileSource, FoundFile } from './file-source.ts'
import { type IdxFileName, spellingsOf } from './idx-names.ts'
import { type ExpectedSums, readVerified } from './read-verified.ts'

/** What servers answer for files that they do not have; stores of objects say 403 where listing is not allowed. */
const absentStatuses: ReadonlySet<number> = new Set([403, 404, 410])

/** The address as a folder: parameters stay (they may sign it), relative addresses count from the page. */
function parseFolderUrl(call: string, text: string): URL {
  const page: Location | undefined = globalThis.location
  if (!URL.canParse(text, page?.href)) {
    throw new ArgumentError(`${call}: source url "${text}" is no address; pass one such as "https://example.org/mnist/"`)
  }
  const url = new URL(text, page?.href)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new ArgumentError(`${call}: source url "${text}" is not fetched over http or https; for files on disk pass { folder }`)
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}

function fileUrl(folder: URL, name: string): URL {
  const url = new URL(folder)
  url.pathname += name
  return url
}

async function request(call: string, url: URL): Promise<Response> {
  try {
    return await fetch(url)
  } catch (cause) {
    throw new DataError(`${call}: ${url.href} cannot be reached (${reasonOf(cause)}); check the address and the connection`, {
      cause,
    })
  }
}

/** fetch says no more than "fetch failed" itself; its cause names the reason. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}

/** The first spelling of a file that the server has; compressed first, to spare the line. */
async function requestFile(call: string, folder: URL, file: IdxFileName): Promise<{ address: string; response: Response }> {
  const tried: string[] = []
  for (const spelling of spellingsOf(file, 'compressedFirst')) {
    const url = fileUrl(folder, spelling)
    const response = await request(call, url)
    if (response.ok) return { address: url.href, response }
    await response.body?.cancel()
    if (!absentStatuses.has(response.status)) {
      const status = `${response.status} ${response.statusText}`.trimEnd()
      throw new DataError(`${call}: ${url.href} answered with HTTP status ${status}; try again later, or another address`)
    }
    tried.push(`${spelling}: ${response.status}`)
  }
  throw new DataError(
    `${call}: ${folder.href} has no ${file} (HTTP status of ${tried.join(', ')}); pass the address of the folder that holds it`,
  )
}

/** The body of a response; every chunk is also pushed to `record`. */
async function* bodyOf(response: Response, record: Bytes[], { call, name }: Place): ByteStream & AsyncGenerator<Bytes> {
  if (!response.body) return
  const reader = response.body.getReader()
  let received = 0
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        const message = `${call}: the download of ${name} broke off after ${received} bytes (${reasonOf(cause)}); try again`
        throw new DataError(message, { cause })
      })
      if (done) return
      received += value.length
      record.push(value)
      yield value
    }
  } finally {
    // Ends the transfer when the reader had enough.
    await reader.cancel().catch(() => {})
  }
}

/**
 * The four files at an address.
 *
 * @param url - of the folder that holds them
 * @param cacheFolder - undefined: the system's place; false: nothing is kept
 * @throws ArgumentError when the address is none
 * @throws DataError when the server does not answer, answers with an error, or sends less than it promised
 */
export async function urlSource(call: string, url: string, cacheFolder: string | false | undefined): Promise<FileSource> {
  const folder = parseFolderUrl(call, url)
  const cache = await DownloadCache.open(call, cacheFolder, folder.origin + folder.pathname)
  const download = async (file: IdxFileName, sums: ExpectedSums): Promise<FoundFile> => {
    const { address, response } = await requestFile(call, folder, file)
    const place = { call, name: address }
    const downloaded: Bytes[] = []
    const contents = await readVerified(bodyOf(response, downloaded, place), file, sums, place)
    const found = { name: address, ...contents }
    return cache ? { ...found, keep: () => cache.keep(file, contents.contents, downloaded) } : found
  }
  return { read: async (file, sums) => (await cache?.find(file, sums)) ?? (await download(file, sums)) }
}
