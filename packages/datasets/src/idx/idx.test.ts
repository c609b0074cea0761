/** The IDX reader on good files, bad files and a few hundred mutated ones. */
import { gzipSync } from 'node:zlib'
import { DataError } from '@neurite/core'
import { describe, expect, it } from 'vitest'
import { expandSeed, SeededRandom } from '../split/seeded-random.ts'
import { makeIdx } from '../testing/sample-files.ts'
import type { Bytes, ByteStream } from './byte-stream.ts'
import { readIdx } from './idx.ts'

const place = { call: 'mnist.load', name: 'sample' }

/** The bytes in chunks of this size; counts how many were taken. */
function stream(bytes: Uint8Array, chunkBytes = 64, taken = { bytes: 0 }): ByteStream {
  return (async function* () {
    for (let offset = 0; offset < bytes.length; offset += chunkBytes) {
      const chunk = Uint8Array.from(bytes.subarray(offset, offset + chunkBytes))
      taken.bytes += chunk.length
      yield chunk
    }
  })()
}

const gzip = (bytes: Uint8Array): Bytes => Uint8Array.from(gzipSync(bytes))
const elements = Array.from({ length: 60 }, (_, index) => (index * 37) % 256)
const plain = makeIdx([3, 4, 5], elements)
const bytesOf = (text: string): Bytes => new TextEncoder().encode(text)
/** With one bit changed in the byte so many before the end. */
const withLast = (bytes: Bytes, back: number): Bytes =>
  bytes.map((byte, index) => (index === bytes.length - back ? byte ^ 1 : byte))
const withByte = (bytes: Bytes, index: number, value: number): Bytes => bytes.with(index, value)

describe('readIdx', () => {
  it.each([1, 3, 7, 1000])('reads plain and compressed files in chunks of %i bytes', async (chunkBytes) => {
    for (const bytes of [plain, gzip(plain)]) {
      const { shape, elements: found, contents } = await readIdx(stream(bytes, chunkBytes), 3, place)
      expect(shape).toEqual([3, 4, 5])
      expect([...found]).toEqual(elements)
      expect(contents).toEqual(plain)
    }
  })

  it('reads several gzip members as one file, as gunzip does', async () => {
    const parts = [gzip(plain.slice(0, 30)), gzip(plain.slice(30))]
    expect((await readIdx(stream(Buffer.concat(parts)), 3, place)).contents).toEqual(plain)
  })

  it('reads an empty axis', async () => {
    expect((await readIdx(stream(makeIdx([0], [])), 1, place)).elements.length).toBe(0)
  })

  it.each<{ what: string; bytes: Bytes; rank?: number; message: string }>([
    { what: 'nothing', bytes: bytesOf(''), message: 'sample is cut short: expected a header of 16 bytes, found 0' },
    { what: 'two bytes', bytes: plain.slice(0, 2), message: 'expected a header of 16 bytes, found 2' },
    { what: 'half a header', bytes: plain.slice(0, 10), message: 'expected a header of 16 bytes, found 10' },
    { what: 'a missing byte', bytes: plain.slice(0, -1), message: 'expected 76 bytes for shape [3, 4, 5], found 75' },
    {
      what: 'a byte too many',
      bytes: makeIdx([3, 4, 5], [...elements, 0]),
      message: 'goes on after its end: its header promises',
    },
    { what: 'a web page', bytes: bytesOf('<!doctype html>'), message: 'is not an IDX file: it begins with 3c 21 64 6f ("<!do")' },
    { what: 'a short text', bytes: bytesOf('oops'), message: 'it begins with 6f 6f 70 73 ("oops"); expected 00 00 08 03' },
    {
      what: 'an unknown element type',
      bytes: withByte(plain, 2, 0x0a),
      message: 'it begins with 00 00 0a 03; expected 00 00 08 03',
    },
    { what: 'floats', bytes: withByte(plain, 2, 0x0d), message: 'holds float32 (00 00 0d 03)' },
    { what: 'labels for images', bytes: makeIdx([3], [1, 2, 3]), message: 'has 1 axes (00 00 08 01); expected 00 00 08 03' },
    { what: 'images for labels', bytes: plain, rank: 1, message: 'an IDX file of unsigned bytes with 1 axis' },
    {
      what: 'a header that promises 3 TB',
      bytes: makeIdx([2 ** 32 - 1, 28, 28], [1]),
      message: '3367254359296 bytes; at most 1073741824',
    },
    {
      what: 'a header of huge extents',
      bytes: makeIdx([2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1], []),
      message: 'the file is damaged',
    },
    {
      what: 'gzip cut short',
      bytes: gzip(plain).slice(0, -9),
      message: 'holds gzip data that is corrupt or ends early, after ',
    },
    { what: 'gzip with a wrong checksum', bytes: withLast(gzip(plain), 6), message: 'incorrect data check' },
    {
      what: 'the first bytes of gzip',
      bytes: Uint8Array.of(0x1f, 0x8b),
      message: 'corrupt or ends early, after 0 uncompressed bytes',
    },
    { what: 'gzip of a web page', bytes: gzip(bytesOf('<!doctype html>')), message: 'is not an IDX file' },
    { what: 'gzip of gzip', bytes: gzip(gzip(plain)), message: 'is not an IDX file: it begins with 1f 8b' },
  ])('refuses $what', async ({ bytes, rank = 3, message }) => {
    for (const chunkBytes of [1, 5, 4096]) {
      const failure = await readIdx(stream(bytes, chunkBytes), rank, place).catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(DataError)
      expect(String(failure)).toContain('DataError: mnist.load: sample')
      expect(String(failure)).toContain(message)
    }
  })

  it('stops a gzip bomb at the size that its header promises', async () => {
    const bomb = gzip(Buffer.concat([makeIdx([3, 4, 5], elements), Buffer.alloc(200_000_000)]))
    const taken = { bytes: 0 }
    await expect(readIdx(stream(bomb, 1024, taken), 3, place)).rejects.toThrow('goes on after its end')
    expect(taken.bytes).toBeLessThan(bomb.length / 2)
  })

  it('stops compressed data that never yields anything', async () => {
    const header = gzipSync(Buffer.alloc(0)).subarray(0, 10)
    const emptyBlock = Uint8Array.of(0, 0, 0, 0xff, 0xff)
    const blocks = new Uint8Array(5 * 20_000).map((_, index) => emptyBlock[index % 5]!)
    async function* endless(): AsyncGenerator<Bytes> {
      yield Uint8Array.from(header)
      for (;;) yield blocks
    }
    await expect(readIdx(endless(), 3, place)).rejects.toThrow('far longer than its contents could be')
  })

  it('answers mutated files with their contents or a DataError, never otherwise', async () => {
    const random = new SeededRandom(expandSeed(11))
    const outcomes = { read: 0, refused: 0, others: [] as unknown[] }
    for (let round = 0; round < 600; round++) {
      const original = round % 2 ? plain : gzip(plain)
      const bytes = original.slice(0, random.below(4) === 0 ? 1 + random.below(original.length) : original.length)
      for (let change = random.below(4); change > 0; change--) bytes[random.below(bytes.length)] = random.below(256)
      await readIdx(stream(bytes, 1 + random.below(50)), 3, place).then(
        () => outcomes.read++,
        (error: unknown) => (error instanceof DataError ? outcomes.refused++ : outcomes.others.push(error)),
      )
    }
    expect(outcomes.others).toEqual([])
    expect(outcomes.read).toBeGreaterThan(100)
    expect(outcomes.refused).toBeGreaterThan(200)
  })
})
