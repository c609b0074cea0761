/** Reads a zip strictly: nothing in it is believed, and nothing large is made before it is checked. */
import { DataError } from '@neurite/core'
import { inflateSync } from 'fflate'
import { crc32 } from './crc32.ts'

/** A file inside a zip, as the central directory describes it. */
interface ZipEntry {
  readonly name: string
  readonly method: number
  readonly crc: number
  /** Bytes in the zip, and after they are expanded. */
  readonly packedBytes: number
  readonly sizeBytes: number
  /** Where its header stands, and where its bytes do. */
  readonly header: number
  readonly start: number
}

const signatures = { end: 0x06054b50, central: 0x02014b50, local: 0x04034b50 }

/** Lengths of the fixed parts, in bytes. */
const lengths = { end: 22, central: 46, local: 30 }

/** The longest comment that may follow the end of a zip. */
const longestComment = 0xffff

const mostEntries = 256

/** Compressed entries hold text: more than this is a bomb. */
const mostExpandedBytes = 64 * 1024 * 1024

/** Deflate makes nothing smaller than this many times. */
const greatestRatio = 1032

/** Names that lead nowhere but into the archive. */
const safeName = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/

/** A zip whose directory was read and checked. */
export class ZipReader {
  readonly #call: string
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #entries = new Map<string, ZipEntry>()

  /**
   * @param call - what errors begin with
   * @throws DataError when it is no zip, or a damaged one
   */
  constructor(call: string, bytes: Uint8Array) {
    this.#call = call
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#readDirectory()
  }

  get names(): readonly string[] {
    return [...this.#entries.keys()]
  }

  has(name: string): boolean {
    return this.#entries.has(name)
  }

  /**
   * The contents of an entry; a view where they are not compressed.
   *
   * @throws DataError when there is none, or it is damaged
   */
  read(name: string): Uint8Array {
    const entry = this.#entries.get(name)
    if (!entry) throw this.#damaged(`it lacks ${name}`)
    const packed = this.#bytes.subarray(entry.start, entry.start + entry.packedBytes)
    const contents = entry.method === 0 ? packed : this.#inflate(entry, packed)
    if (crc32(contents) !== entry.crc) throw this.#damaged(`the check sum of ${name} is wrong`)
    return contents
  }

  #inflate({ name, sizeBytes }: ZipEntry, packed: Uint8Array): Uint8Array {
    let contents: Uint8Array
    try {
      contents = inflateSync(packed, { out: new Uint8Array(sizeBytes) })
    } catch (cause) {
      throw this.#damaged(`${name} cannot be expanded`, cause)
    }
    if (contents.length !== sizeBytes) throw this.#damaged(`${name} expands to another size than it says`)
    return contents
  }

  #readDirectory(): void {
    const end = this.#findEnd()
    const disks = this.#view.getUint16(end + 4, true) + this.#view.getUint16(end + 6, true)
    const count = this.#view.getUint16(end + 10, true)
    const directoryBytes = this.#view.getUint32(end + 12, true)
    const start = this.#view.getUint32(end + 16, true)
    if (disks !== 0 || count !== this.#view.getUint16(end + 8, true)) throw this.#damaged('it is one part of several')
    if (count > mostEntries) throw this.#damaged(`it says that it holds ${count} files`)
    if (start + directoryBytes !== end) throw this.#damaged('its directory is not where it says')
    let offset = start
    for (let index = 0; index < count; index++) offset = this.#readEntry(offset, start, end)
    if (offset !== end) throw this.#damaged('its directory is longer than its entries')
    this.#checkOverlaps()
  }

  #findEnd(): number {
    const last = this.#bytes.length - lengths.end
    for (let offset = last; offset >= Math.max(0, last - longestComment); offset--) {
      if (this.#view.getUint32(offset, true) !== signatures.end) continue
      if (this.#view.getUint16(offset + 20, true) === last - offset) return offset
    }
    throw this.#damaged(this.#bytes.length === 0 ? 'it is empty' : 'it is no zip, or its end is missing')
  }

  /** Reads an entry of the directory. Returns where the next one begins. */
  #readEntry(offset: number, directory: number, end: number): number {
    const view = this.#view
    if (offset + lengths.central > end || view.getUint32(offset, true) !== signatures.central) {
      throw this.#damaged('an entry of its directory is damaged')
    }
    const uint16 = (at: number): number => view.getUint16(offset + at, true)
    const uint32 = (at: number): number => view.getUint32(offset + at, true)
    const [nameBytes, extraBytes, commentBytes] = [uint16(28), uint16(30), uint16(32)]
    const next = offset + lengths.central + nameBytes + extraBytes + commentBytes
    if (next > end) throw this.#damaged('an entry of its directory is damaged')
    const name = this.#nameAt(offset + lengths.central, nameBytes)
    const [flags, method, header] = [uint16(8), uint16(10), uint32(42)]
    if (flags & 1) throw this.#damaged(`${name} is encrypted`)
    if (method !== 0 && method !== 8) throw this.#damaged(`${name} is compressed in the unknown way ${method}`)
    if (this.#entries.has(name)) throw this.#damaged(`${name} is there twice`)
    const entry = { name, method, crc: uint32(16), packedBytes: uint32(20), sizeBytes: uint32(24), header }
    this.#entries.set(name, { ...entry, start: this.#startOf(entry, directory) })
    return next
  }

  #nameAt(offset: number, length: number): string {
    const name = String.fromCodePoint(...this.#bytes.subarray(offset, offset + Math.min(length, 256)))
    if (length <= 256 && safeName.test(name)) return name
    throw this.#damaged(`it holds a file of the name ${JSON.stringify(name.slice(0, 80))}, which may lead out of it`)
  }

  /** Where the bytes of an entry begin, by its own header. */
  #startOf({ name, method, packedBytes, sizeBytes, header }: Omit<ZipEntry, 'start'>, directory: number): number {
    const view = this.#view
    if (header + lengths.local > directory || view.getUint32(header, true) !== signatures.local) {
      throw this.#damaged(`the header of ${name} is damaged`)
    }
    const nameBytes = view.getUint16(header + 26, true)
    const start = header + lengths.local + nameBytes + view.getUint16(header + 28, true)
    if (start + packedBytes > directory) throw this.#damaged(`${name} is longer than the file`)
    if (this.#nameAt(header + lengths.local, nameBytes) !== name || view.getUint16(header + 8, true) !== method) {
      throw this.#damaged(`the header of ${name} is another one's`)
    }
    const isRight =
      method === 0 ? sizeBytes === packedBytes : sizeBytes <= mostExpandedBytes && sizeBytes <= (packedBytes + 1) * greatestRatio
    if (!isRight) throw this.#damaged(`${name} says that it expands to ${sizeBytes} bytes`)
    return start
  }

  /** Entries that share bytes could make much of little. */
  #checkOverlaps(): void {
    const sorted = [...this.#entries.values()].sort((a, b) => a.header - b.header)
    sorted.forEach(({ name, header }, index) => {
      const before = sorted[index - 1]
      if (before && before.start + before.packedBytes > header) throw this.#damaged(`${before.name} and ${name} overlap`)
    })
  }

  #damaged(what: string, cause?: unknown): DataError {
    return new DataError(`${this.#call}: the file is damaged: ${what}`, { cause })
  }
}
