/** `load` from an address: what servers do right and wrong, and the cache. */
import { createHash } from 'node:crypto'
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ArgumentError, DataError } from '@neurite/core'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { loadImages as loadFashion } from '../fashion-mnist/images.ts'
import type { Bytes } from '../idx/byte-stream.ts'
import { loadImages } from '../mnist/images.ts'
import { makeIdx, makePart, type SampleFiles, sampleFiles, temporaryFolder } from '../testing/sample-files.ts'
import { serve, serveFiles } from '../testing/sample-server.ts'

const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const gzip = (bytes: Uint8Array): Bytes => Uint8Array.from(gzipSync(bytes))
const names = Object.keys(sampleFiles())
const compressed = (): SampleFiles =>
  Object.fromEntries(Object.entries(sampleFiles()).map(([name, bytes]) => [`${name}.gz`, gzip(bytes)]))

/** Every file under a folder, by relative path. */
const filesUnder = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => entry.name)

let cacheFolder: string
beforeEach(async () => {
  cacheFolder = await temporaryFolder()
})

/** What loading throws, as text, and what it leaves in the cache. */
async function refusal(url: string): Promise<{ error: string; kept: string[] }> {
  const failure = await loadImages({ source: { url }, cacheFolder }).catch((error: unknown) => error)
  return {
    error: failure instanceof DataError ? String(failure) : `no DataError: ${String(failure)}`,
    kept: await filesUnder(cacheFolder),
  }
}

const refused = (message: RegExp) => ({
  error: expect.stringMatching(new RegExp(`^DataError: mnist\\.load: .*${message.source}`)) as string,
  kept: [],
})

describe('the four files at an address', () => {
  it('are downloaded compressed first', async () => {
    const { url, requests } = await serveFiles(compressed())
    const { train, test } = await loadImages({ source: { url }, cacheFolder })
    expect([train.labels.length, test.labels.length]).toEqual([12, 7])
    expect(train.images[11 * 784]).toBe(11)
    expect(requests).toEqual(names.map((name) => `${name}.gz`))
  })

  it('are found under the other spellings', async () => {
    const files = Object.fromEntries(Object.entries(sampleFiles()).map(([name, bytes]) => [name.replace('-idx', '.idx'), bytes]))
    const { url, requests } = await serveFiles(files)
    expect((await loadImages({ source: { url: `${url}/` }, cacheFolder })).test.labels.length).toBe(7)
    expect(requests.slice(0, 4)).toEqual([
      'train-images-idx3-ubyte.gz',
      'train-images-idx3-ubyte',
      'train-images.idx3-ubyte.gz',
      'train-images.idx3-ubyte',
    ])
  })

  it('are read from servers that unpack in transit', async () => {
    const files = compressed()
    const { url } = await serve((name, _request, response) => response.setHeader('content-encoding', 'gzip').end(files[name]))
    expect((await loadImages({ source: { url }, cacheFolder })).train.labels.length).toBe(12)
  })

  it('keep the parameters of the address', async () => {
    const files = sampleFiles()
    const { url } = await serve((name, request, response) => {
      const signed = request.url?.endsWith('?token=1')
      response.writeHead(signed ? 200 : 401).end(signed ? files[name.replace('.gz', '') as keyof typeof files] : '')
    })
    expect((await loadImages({ source: { url: `${url}?token=1` }, cacheFolder })).train.labels.length).toBe(12)
    const unsigned = loadImages({ source: { url }, cacheFolder: await temporaryFolder() })
    await expect(unsigned).rejects.toThrow(/answered with HTTP status 401 Unauthorized/)
  })

  it('are refused where one is missing, with what was asked for', async () => {
    const { 't10k-labels-idx1-ubyte.gz': _, ...files } = compressed()
    const { url } = await serveFiles(files)
    expect(await refusal(url)).toEqual(
      refused(
        /data\/ has no t10k-labels-idx1-ubyte \(HTTP status of t10k-labels-idx1-ubyte.gz: 404, t10k-labels-idx1-ubyte: 404, t10k/,
      ),
    )
  })

  it('are refused with the status of a failing server, at once', async () => {
    const { url, requests } = await serve((_name, _request, response) => response.writeHead(503).end())
    expect(await refusal(url)).toEqual(
      refused(/train-images-idx3-ubyte.gz answered with HTTP status 503 Service Unavailable; try again later/),
    )
    expect(requests.length).toBe(1)
  })

  it('are refused where nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    expect(await refusal(`http://127.0.0.1:${port}`)).toEqual(refused(/cannot be reached \(.*ECONNREFUSED/))
  })

  it('are refused where the connection breaks off', async () => {
    const files = compressed()
    const { url } = await serve((name, _request, response) => {
      const bytes = files[name]!
      response.setHeader('content-length', bytes.length)
      response.write(bytes.subarray(0, 20), () => response.destroy())
    })
    expect(await refusal(url)).toEqual(refused(/the download of .*train-images-idx3-ubyte.gz broke off after \d+ bytes/))
  })

  it.each<{ what: string; files: SampleFiles; message: RegExp }>([
    {
      what: 'a plain file cut short',
      files: { 'train-images-idx3-ubyte.gz': sampleFiles()['train-images-idx3-ubyte'].slice(0, 4000) },
      message: /train-images-idx3-ubyte.gz is cut short: expected 9424 bytes for shape \[12, 28, 28\], found 4000/,
    },
    {
      what: 'a compressed file cut short',
      files: { 't10k-images-idx3-ubyte.gz': compressed()['t10k-images-idx3-ubyte.gz']!.slice(0, -10) },
      message: /t10k-images-idx3-ubyte.gz holds gzip data that is corrupt or ends early/,
    },
    {
      what: 'a page instead of a file',
      files: { 'train-labels-idx1-ubyte.gz': new TextEncoder().encode('<html>Not here</html>') },
      message: /train-labels-idx1-ubyte.gz is not an IDX file: it begins with 3c 68 74 6d \("<htm"\)/,
    },
    {
      what: 'labels of another data set',
      files: { 't10k-labels-idx1-ubyte.gz': makePart(8, 0).labels },
      message: /holds 7 images but .* holds 8 labels/,
    },
    {
      what: 'a gzip bomb',
      files: { 'train-labels-idx1-ubyte.gz': gzip(Buffer.concat([makeIdx([12], new Uint8Array(12)), Buffer.alloc(20_000_000)])) },
      message: /goes on after its end/,
    },
  ])('are refused with $what, and none is kept', async ({ files, message }) => {
    const { url } = await serveFiles({ ...compressed(), ...files })
    expect(await refusal(url)).toEqual(refused(message))
  })

  it('are refused when the sum is wrong, and none is kept', async () => {
    const { url } = await serveFiles(compressed())
    const sha256 = { 't10k-labels-idx1-ubyte': '0'.repeat(64) }
    await expect(loadImages({ source: { url }, cacheFolder, sha256 })).rejects.toThrow(
      /t10k-labels-idx1-ubyte.gz is damaged or has been/,
    )
    expect(await filesUnder(cacheFolder)).toEqual([])
  })

  it("do not keep a bad file's server waiting", async () => {
    const { url } = await serve((_name, _request, response) => {
      response.write('<html>')
      // and the rest never comes
    })
    expect(await refusal(url)).toEqual(refused(/is not an IDX file/))
  })

  it.each([
    { url: 'not an address', message: /"not an address" is no address/ },
    { url: 'file:///data', message: /is not fetched over http or https; for files on disk pass \{ folder \}/ },
  ])('are refused at $url', async ({ url, message }) => {
    const failure = await loadImages({ source: { url }, cacheFolder }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ArgumentError)
    expect(String(failure)).toMatch(message)
  })
})

describe('the cache', () => {
  it('answers the second time without a request, with the same bytes', async () => {
    const { url, requests } = await serveFiles(compressed())
    const first = await loadImages({ source: { url }, cacheFolder })
    expect(requests.splice(0).length).toBe(4)
    expect(await loadImages({ source: { url }, cacheFolder })).toEqual(first)
    expect(requests).toEqual([])
  })

  it('holds each file as it came, under the sum of its contents', async () => {
    const files = compressed()
    const { url } = await serveFiles(files)
    await loadImages({ source: { url }, cacheFolder })
    const kept = Object.entries(sampleFiles()).map(([name, bytes]) => `${name}.${sumOf(bytes)}`)
    expect((await filesUnder(cacheFolder)).sort()).toEqual(kept.sort())
    const [key] = await readdir(join(cacheFolder, 'datasets'))
    for (const entry of kept) {
      expect(await readFile(join(cacheFolder, 'datasets', key!, entry))).toEqual(Buffer.from(files[`${entry.slice(0, -65)}.gz`]!))
    }
  })

  it('is not believed when a kept file has been changed: it is downloaded again', async () => {
    const { url, requests } = await serveFiles(compressed())
    const first = await loadImages({ source: { url }, cacheFolder })
    const [key] = await readdir(join(cacheFolder, 'datasets'))
    const kept = join(cacheFolder, 'datasets', key!, `t10k-images-idx3-ubyte.${sumOf(sampleFiles()['t10k-images-idx3-ubyte'])}`)
    for (const damaged of [
      makePart(7, 50).images,
      gzip(sampleFiles()['t10k-images-idx3-ubyte']).slice(0, 50),
      new Uint8Array(0),
    ]) {
      requests.length = 0
      await writeFile(kept, damaged)
      expect(await loadImages({ source: { url }, cacheFolder })).toEqual(first)
      expect(requests).toEqual(['t10k-images-idx3-ubyte.gz'])
      expect(await readFile(kept)).toEqual(Buffer.from(compressed()['t10k-images-idx3-ubyte.gz']!))
    }
  })

  it('is not believed when another sum is asked for, and keeps the newer file only', async () => {
    const files = compressed()
    const { url, requests } = await serveFiles(files)
    await loadImages({ source: { url }, cacheFolder })
    const newer = makePart(7, 50).images
    files['t10k-images-idx3-ubyte.gz'] = gzip(newer)
    requests.length = 0
    const { test } = await loadImages({ source: { url }, cacheFolder, sha256: { 't10k-images-idx3-ubyte': sumOf(newer) } })
    expect(test.images[0]).toBe(50)
    expect(requests).toEqual(['t10k-images-idx3-ubyte.gz'])
    const kept = (await filesUnder(cacheFolder)).filter((name) => name.startsWith('t10k-images'))
    expect(kept).toEqual([`t10k-images-idx3-ubyte.${sumOf(newer)}`])
  })

  it('is checked for its own sums even when sha256 is off', async () => {
    const { url, requests } = await serveFiles(compressed())
    await loadImages({ source: { url }, cacheFolder, sha256: false })
    const [key] = await readdir(join(cacheFolder, 'datasets'))
    const kept = join(cacheFolder, 'datasets', key!, `train-labels-idx1-ubyte.${sumOf(sampleFiles()['train-labels-idx1-ubyte'])}`)
    await writeFile(kept, makePart(12, 3).labels)
    requests.length = 0
    expect((await loadImages({ source: { url }, cacheFolder, sha256: false })).train.labels[0]).toBe(0)
    expect(requests).toEqual(['train-labels-idx1-ubyte.gz'])
  })

  it('tells addresses apart', async () => {
    const [one, other] = [await serveFiles(compressed()), await serveFiles(compressed())]
    await loadImages({ source: { url: one.url }, cacheFolder })
    await loadFashion({ source: { url: other.url }, cacheFolder })
    expect(other.requests.length).toBe(4)
  })

  it('is left alone with cacheFolder: false', async () => {
    vi.stubEnv('NEURITE_CACHE', cacheFolder)
    const { url, requests } = await serveFiles(compressed())
    for (let round = 0; round < 2; round++) await loadImages({ source: { url }, cacheFolder: false })
    expect(requests.length).toBe(8)
    expect(await filesUnder(cacheFolder)).toEqual([])
    vi.unstubAllEnvs()
  })

  it('is where NEURITE_CACHE says', async () => {
    vi.stubEnv('NEURITE_CACHE', join(cacheFolder, 'named'))
    const { url } = await serveFiles(compressed())
    await loadImages({ source: { url } })
    vi.unstubAllEnvs()
    expect(await readdir(cacheFolder)).toEqual(['named'])
    expect((await filesUnder(join(cacheFolder, 'named'))).length).toBe(4)
  })

  it('says what to do where it cannot be written', async () => {
    const { url } = await serveFiles(compressed())
    const blocked = join(cacheFolder, 'file')
    await writeFile(blocked, 'no folder')
    await chmod(blocked, 0o444)
    const message =
      /train-images-idx3-ubyte was downloaded but cannot be kept in .*; name a folder that can be written to with cacheFolder or/
    await expect(loadImages({ source: { url }, cacheFolder: blocked })).rejects.toThrow(message)
  })
})
