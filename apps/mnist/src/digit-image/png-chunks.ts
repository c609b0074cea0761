/** Looks into a PNG before it is decoded: what it says of itself, and whether decoding it stays within bounds. */
import { inflateSync } from 'node:zlib'
import { hasPngSignature } from 'fast-png'
import { formatCount } from '../report/number-formats.ts'
import { imageError } from './image-file.ts'

/** What the header says. @source ISO/IEC 15948:2004, 11.2.2 */
export interface PngHeader {
  readonly width: number
  readonly height: number
  /** Bits of a sample. */
  readonly depth: number
  readonly colorType: number
  readonly isInterlaced: boolean
}

/** Samples of a pixel, by colour type. */
const channelCounts: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

/** The colour type of images whose pixels are places in a palette. */
export const indexedColor = 3

/** As many as a photo of 4096 x 4096. */
const mostPixels = 2 ** 24

const signatureBytes = 8
/** A chunk's length, name and checksum. */
const frameBytes = 12
const headerBytes = 13

/** What other kinds of files begin with, by the name of the kind. */
const otherKinds = {
  JPEG: [0xff, 0xd8, 0xff],
  GIF: [0x47, 0x49, 0x46, 0x38],
  WebP: [0x52, 0x49, 0x46, 0x46],
  BMP: [0x42, 0x4d],
} as const satisfies Record<string, readonly number[]>

interface Chunk {
  readonly name: string
  readonly data: Uint8Array
  /** With its length, name and checksum. */
  readonly whole: Uint8Array
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView => new DataView(buffer, byteOffset, byteLength)

export const damaged = (file: string, why: string, cause?: unknown) =>
  imageError(file, `is damaged: ${why}; save it as PNG again`, cause)

function notPng(file: string, bytes: Uint8Array) {
  const found = Object.entries(otherKinds).find(([, start]) => start.every((byte, index) => bytes[index] === byte))
  const what = bytes.length === 0 ? 'it is empty' : found ? `it begins like a ${found[0]}` : 'it does not begin like one'
  return imageError(file, `is no PNG image: ${what}; convert it to PNG`)
}

/** The chunks up to the one that ends the image. */
function* chunksOf(file: string, bytes: Uint8Array): Generator<Chunk> {
  const view = viewOf(bytes)
  for (let offset = signatureBytes, name = ''; name !== 'IEND';) {
    const end = offset + frameBytes + (offset + 4 <= bytes.length ? view.getUint32(offset) : 0)
    if (end > bytes.length) throw damaged(file, 'it ends too early')
    name = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8))
    yield { name, data: bytes.subarray(offset + 8, end - 4), whole: bytes.subarray(offset, end) }
    offset = end
  }
}

function headerOf(file: string, { name, data }: Chunk): PngHeader {
  if (name !== 'IHDR' || data.length !== headerBytes) throw damaged(file, 'its header is missing')
  const view = viewOf(data)
  const header = {
    width: view.getUint32(0),
    height: view.getUint32(4),
    depth: view.getUint8(8),
    colorType: view.getUint8(9),
    isInterlaced: view.getUint8(12) !== 0,
  }
  if (header.width === 0 || header.height === 0 || channelCounts[header.colorType] === undefined) {
    throw damaged(file, 'its header makes no sense')
  }
  return header
}

/** @throws DataError when the image would take too much memory, or is of a kind that is not decoded */
function checkHeader(file: string, { width, height, depth, isInterlaced }: PngHeader): void {
  if (width * height > mostPixels) {
    const most = `at most ${formatCount(mostPixels)} pixels are read`
    throw imageError(file, `is too large: ${formatCount(width)} x ${formatCount(height)} pixels, ${most}; scale it down`)
  }
  if (isInterlaced && depth < 8) {
    throw imageError(file, `is interlaced with ${depth} bits a sample, which is not read; save it without interlacing`)
  }
}

/** Refuses data that would grow far beyond what the header says. */
function checkInflated(file: string, { width, height, depth, colorType }: PngHeader, chunks: readonly Chunk[]): void {
  const rowBytes = 1 + Math.ceil((width * depth * channelCounts[colorType]!) / 8)
  // Interlaced images have up to twice as many rows, none longer.
  const maxOutputLength = 2 * height * rowBytes + 64
  const data = chunks.filter(({ name }) => name === 'IDAT').map((chunk) => chunk.data)
  try {
    inflateSync(Buffer.concat(data), { maxOutputLength })
  } catch (cause) {
    const isBomb = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE'
    throw damaged(file, isBomb ? 'it holds more than its header says' : 'its pixels cannot be unpacked', cause)
  }
}

/**
 * Checks a PNG.
 *
 * @returns the header, and the image without texts, colour profiles and whatever else does not change its pixels
 * @throws DataError when it is none, damaged, or too large
 */
export function checkPng(file: string, bytes: Uint8Array): { readonly header: PngHeader; readonly png: Uint8Array } {
  if (!hasPngSignature(bytes)) throw notPng(file, bytes)
  const chunks = chunksOf(file, bytes)
  const first = chunks.next()
  if (first.done) throw damaged(file, 'its header is missing')
  const header = headerOf(file, first.value)
  checkHeader(file, header)
  // Images in full colour may come with a palette, too: a mere suggestion.
  const needed = new Set(['IDAT', 'IEND', 'tRNS', ...(header.colorType === indexedColor ? ['PLTE'] : [])])
  const kept = [first.value, ...[...chunks].filter(({ name }) => needed.has(name))]
  checkInflated(file, header, kept)
  return { header, png: Buffer.concat([bytes.subarray(0, signatureBytes), ...kept.map(({ whole }) => whole)]) }
}
