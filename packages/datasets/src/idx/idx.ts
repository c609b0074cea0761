/** Reads IDX, the format of MNIST's files: a magic number, the extent of each axis, then the elements. */
import { DataError, formatShape } from '@neurite/core'
import { type Bytes, type ByteStream, concatBytes, type Place, plainBytes } from './byte-stream.ts'

/** One IDX file of unsigned bytes. */
export interface IdxFile {
  /** Extent of each axis, outermost first. */
  readonly shape: readonly number[]
  /** The elements, row-major. */
  readonly elements: Bytes
  /** The whole uncompressed file, header included. */
  readonly contents: Bytes
}

/** More than any data set of this family holds (EMNIST's largest file: 547 MB). */
const maxContentBytes = 2 ** 30
/** Compressed data may be this much longer than what it unpacks to, and come this far before the first byte is out. */
const compressionAllowanceBytes = 2 ** 22

const elementTypes: Readonly<Record<number, string>> = {
  0x08: 'unsigned bytes',
  0x09: 'signed bytes',
  0x0b: 'int16',
  0x0c: 'int32',
  0x0d: 'float32',
  0x0e: 'float64',
}

const unsignedByte = 0x08
const headerBytesOf = (rank: number): number => 4 + 4 * rank

interface IdxHeader {
  readonly shape: readonly number[]
  readonly contentBytes: number
}

/** The first bytes, as an error shows them: in hexadecimal, and as text where they are text (an HTML page is a common find). */
function showStart(bytes: Bytes): string {
  const start = bytes.subarray(0, 4)
  const hex = Array.from(start, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
  const printable = start.length > 0 && start.every((byte) => byte >= 0x20 && byte < 0x7f)
  return printable ? `${hex} ("${String.fromCharCode(...start)}")` : hex || 'nothing'
}

function checkMagic(bytes: Bytes, rank: number, { call, name }: Place): void {
  const expected = `expected 00 00 08 0${rank}, an IDX file of unsigned bytes with ${rank} ${rank === 1 ? 'axis' : 'axes'}`
  const elements = elementTypes[bytes[2]!]
  if (bytes[0] !== 0 || bytes[1] !== 0 || elements === undefined) {
    throw new DataError(`${call}: ${name} is not an IDX file: it begins with ${showStart(bytes)}; ${expected}`)
  }
  if (bytes[2] !== unsignedByte) throw new DataError(`${call}: ${name} holds ${elements} (${showStart(bytes)}); ${expected}`)
  if (bytes[3] !== rank) {
    const hint = "are images and labels under each other's names?"
    throw new DataError(`${call}: ${name} has ${bytes[3]} axes (${showStart(bytes)}); ${expected}; ${hint}`)
  }
}

function parseHeader(bytes: Bytes, rank: number, place: Place): IdxHeader {
  checkMagic(bytes, rank, place)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis))
  const contentBytes = headerBytesOf(rank) + shape.reduce((product, extent) => product * extent, 1)
  if (contentBytes > maxContentBytes) {
    throw new DataError(
      `${place.call}: ${place.name} promises shape ${formatShape(shape)} in its header, ${contentBytes} bytes; ` +
        `at most ${maxContentBytes} are read: the file is damaged, or not what its name says; get it again`,
    )
  }
  return { shape, contentBytes }
}

const cutShort = ({ call, name }: Place, expected: string, foundBytes: number): DataError =>
  new DataError(`${call}: ${name} is cut short: expected ${expected}, found ${foundBytes}; get the file again`)

/**
 * Reads one IDX file of unsigned bytes, plain or compressed with gzip.
 *
 * Memory grows with the bytes that arrive, never with what the header promises, and reading stops at the promised size.
 *
 * @param rank - number of axes the file has to have
 * @throws DataError when it is no such file, is cut short or overlong, or when its gzip data is corrupt
 */
export async function readIdx(stream: ByteStream, rank: number, place: Place): Promise<IdxFile> {
  const headerBytes = headerBytesOf(rank)
  let header: IdxHeader | undefined
  let parts: Bytes[] = []
  let received = 0
  for await (const part of plainBytes(
    limited(stream, () => header, place),
    place,
  )) {
    parts.push(part)
    received += part.length
    if (!header && received >= 4) {
      parts = [concatBytes(parts)]
      if (received < headerBytes) checkMagic(parts[0]!, rank, place)
      else header = parseHeader(parts[0]!, rank, place)
    }
    if (header && received > header.contentBytes) {
      throw new DataError(
        `${place.call}: ${place.name} goes on after its end: its header promises shape ${formatShape(header.shape)}, ` +
          `${header.contentBytes} bytes in all; the file is damaged; get it again`,
      )
    }
  }
  if (!header) throw cutShort(place, `a header of ${headerBytes} bytes`, received)
  if (received < header.contentBytes) {
    throw cutShort(place, `${header.contentBytes} bytes for shape ${formatShape(header.shape)}`, received)
  }
  const contents = concatBytes(parts)
  return { shape: header.shape, elements: contents.subarray(headerBytes), contents }
}

/** The stream, ended by an error when more bytes come than any compression of the promised contents could need. */
async function* limited(stream: ByteStream, header: () => IdxHeader | undefined, place: Place): AsyncGenerator<Bytes> {
  let received = 0
  for await (const part of stream) {
    received += part.length
    if (received > 2 * (header()?.contentBytes ?? 0) + compressionAllowanceBytes) {
      throw new DataError(
        `${place.call}: ${place.name} is far longer than its contents could be (${received} bytes so far); get it again`,
      )
    }
    yield part
  }
}
