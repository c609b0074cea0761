/** The element types of tensors, with the host array that carries each. */

/** Dtypes that every operation may compute in. */
export type DType = 'float32' | 'float16' | 'float64' | 'int32' | 'uint32' | 'int8' | 'uint8' | 'bool'

/** Host arrays that hold tensor elements; float16 and bool travel as raw bits in unsigned arrays. */
export type HostArray = Float32Array | Float64Array | Int32Array | Uint32Array | Int8Array | Uint8Array | Uint16Array

/** What a dtype is made of: bytes per element, its kind, and the host array of its raw bits. */
interface DTypeInfo {
  readonly sizeBytes: number
  readonly kind: 'float' | 'signed' | 'unsigned' | 'bool'
  readonly array: new (buffer: ArrayBufferLike, byteOffset?: number, length?: number) => HostArray
}

const table: Record<DType, DTypeInfo> = {
  float32: { sizeBytes: 4, kind: 'float', array: Float32Array },
  float16: { sizeBytes: 2, kind: 'float', array: Uint16Array },
  float64: { sizeBytes: 8, kind: 'float', array: Float64Array },
  int32: { sizeBytes: 4, kind: 'signed', array: Int32Array },
  uint32: { sizeBytes: 4, kind: 'unsigned', array: Uint32Array },
  int8: { sizeBytes: 1, kind: 'signed', array: Int8Array },
  uint8: { sizeBytes: 1, kind: 'unsigned', array: Uint8Array },
  bool: { sizeBytes: 1, kind: 'bool', array: Uint8Array },
}

/** All dtypes, in the order of the documentation. */
export const dtypes = Object.keys(table) as readonly DType[]

/** Properties of a dtype: `sizeBytes` per element, `kind`, and the host array of its raw bits. */
export const dtypeInfo = (dtype: DType): DTypeInfo => table[dtype]

/** Bytes that one element of `dtype` takes. */
export const sizeBytesOf = (dtype: DType): number => table[dtype].sizeBytes

/** Least and greatest integer of a dtype that is one; undefined for floats. bool holds 0 and 1. */
export function integerRange(dtype: DType): readonly [least: number, greatest: number] | undefined {
  const { kind, sizeBytes } = table[dtype]
  const bits = 8 * sizeBytes
  if (kind === 'float') return undefined
  if (kind === 'bool') return [0, 1]
  return kind === 'signed' ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1]
}

/** Whether `dtype` is float16, float32 or float64. */
export const isFloat = (dtype: DType): boolean => table[dtype].kind === 'float'

/** Whether `dtype` is one of the signed or unsigned integers (bool is not). */
export const isInteger = (dtype: DType): boolean => table[dtype].kind === 'signed' || table[dtype].kind === 'unsigned'

/** A zeroed host array that holds the raw bits of `length` elements of `dtype`. */
export const allocateHost = (dtype: DType, length: number): HostArray =>
  new table[dtype].array(new ArrayBuffer(length * table[dtype].sizeBytes))

/** A view of the raw bits of `dtype` over bytes; copies when the bytes are not aligned for it. */
export function hostView(dtype: DType, bytes: ArrayBufferLike, offsetBytes = 0, length?: number): HostArray {
  const { array, sizeBytes } = table[dtype]
  const count = length ?? Math.floor((bytes.byteLength - offsetBytes) / sizeBytes)
  if (offsetBytes % sizeBytes === 0) return new array(bytes, offsetBytes, count)
  return new array(bytes.slice(offsetBytes, offsetBytes + count * sizeBytes))
}
