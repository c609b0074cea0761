/** Tensors in the safetensors format: a header in JSON that says what is where, then their bytes. */
import { DataError, type DType, hostView, type HostArray, type Shape, sizeBytesOf } from '@neurite/core'

/** A tensor on the host: its elements as raw bits. */
export interface HostTensor {
  readonly dtype: DType
  readonly shape: Shape
  readonly bits: HostArray
}

/** A tensor under its name. */
export type NamedTensor = readonly [name: string, tensor: HostTensor]

const codes: Readonly<Record<DType, string>> = {
  float64: 'F64',
  float32: 'F32',
  float16: 'F16',
  int32: 'I32',
  uint32: 'U32',
  int8: 'I8',
  uint8: 'U8',
  bool: 'BOOL',
}

const dtypesByCode = new Map(Object.entries(codes).map(([dtype, code]) => [code, dtype as DType]))

/** Bytes before the header: its length, as 64 bits. */
const lengthBytes = 8

/** Headers are padded so that the bytes of tensors begin at a multiple of this. */
const alignment = 8

const mostHeaderBytes = 100 * 1024 * 1024

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

/**
 * The bytes of a file.
 *
 * @param tensors - names must differ
 */
export function encodeSafetensors(tensors: readonly NamedTensor[], metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  let end = 0
  const rows = tensors.map(([name, { dtype, shape, bits }]) => {
    const begin = end
    end += bits.byteLength
    return [name, { dtype: codes[dtype], shape, data_offsets: [begin, end] }] as const
  })
  // fromEntries keeps the order in which they are written down, but for names that look like indices: offsets say the rest.
  const header = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(rows) })
  const encoded = new TextEncoder().encode(header)
  const headerBytes = Math.ceil(encoded.length / alignment) * alignment
  const bytes = new Uint8Array(lengthBytes + headerBytes + end)
  new DataView(bytes.buffer).setUint32(0, headerBytes, true)
  bytes.set(encoded, lengthBytes)
  bytes.fill(0x20, lengthBytes + encoded.length, lengthBytes + headerBytes)
  let offset = lengthBytes + headerBytes
  for (const [, { bits }] of tensors) {
    bytes.set(bytesOf(bits), offset)
    offset += bits.byteLength
  }
  return bytes
}

/** A tensor as the header describes it, checked by itself. */
interface Row {
  readonly name: string
  readonly dtype: DType
  readonly shape: Shape
  readonly begin: number
  readonly end: number
}

/** What is being read, for errors. */
interface Place {
  readonly call: string
  readonly file: string
}

const damaged = ({ call, file }: Place, what: string, cause?: unknown): DataError =>
  new DataError(`${call}: ${file} is damaged: ${what}`, { cause })

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

function readRow(place: Place, name: string, row: unknown): Row {
  const wrong = (what: string): DataError => damaged(place, `${JSON.stringify(name.slice(0, 80))} ${what}`)
  if (typeof row !== 'object' || row === null) throw wrong('is not described')
  const { dtype: code, shape, data_offsets: offsets } = row as Readonly<Record<string, unknown>>
  const dtype = typeof code === 'string' ? dtypesByCode.get(code) : undefined
  if (!dtype) throw wrong(`is of the unknown type ${JSON.stringify(code)?.slice(0, 40)}`)
  if (!Array.isArray(shape) || shape.length > 32 || !shape.every(isCount)) throw wrong('has no shape')
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) throw wrong('is nowhere')
  const [begin, end] = offsets as [number, number]
  const sizeBytes = shape.reduce((product: number, extent: number) => product * extent, sizeBytesOf(dtype))
  if (end - begin !== sizeBytes) throw wrong(`takes ${sizeBytes} bytes by its shape, ${end - begin} by its place`)
  return { name, dtype, shape, begin, end }
}

function readHeader(place: Place, bytes: Uint8Array): { readonly header: object; readonly start: number } {
  if (bytes.length < lengthBytes) throw damaged(place, 'it is too short')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const headerBytes = view.getUint32(0, true)
  const start = lengthBytes + headerBytes
  if (view.getUint32(4, true) !== 0 || headerBytes > mostHeaderBytes || start > bytes.length) {
    throw damaged(place, 'its header is longer than the file')
  }
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(lengthBytes, start)))
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) return { header, start }
  } catch (cause) {
    throw damaged(place, 'its header cannot be read', cause)
  }
  throw damaged(place, 'its header cannot be read')
}

/**
 * The tensors of a file, in the order in which they are stored. Their elements are views of the bytes where those are aligned.
 *
 * @param place - the user's call, and the name of the file
 * @throws DataError when the header is not true of the bytes
 */
export function decodeSafetensors(place: Place, bytes: Uint8Array): readonly NamedTensor[] {
  const { header, start } = readHeader(place, bytes)
  const rows = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, row]) => readRow(place, name, row))
    .sort((a, b) => a.begin - b.begin || a.end - b.end)
  let end = 0
  for (const row of rows) {
    if (row.begin !== end) throw damaged(place, `${JSON.stringify(row.name.slice(0, 80))} overlaps another, or leaves a gap`)
    end = row.end
  }
  if (start + end !== bytes.length) throw damaged(place, `it holds ${bytes.length - start} bytes, its header describes ${end}`)
  return rows.map(({ name, dtype, shape, begin, end: after }) => {
    const length = (after - begin) / sizeBytesOf(dtype)
    return [name, { dtype, shape, bits: hostView(dtype, bytes.buffer, bytes.byteOffset + start + begin, length) }] as const
  })
}
