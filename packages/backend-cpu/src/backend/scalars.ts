/** Unpacks the scalars of an invocation. */
import { allocateHost, type DType, type HostArray, scalarSlotBytes } from '@neurite/core'

const littleEndian = true

/** How the raw bits of each dtype are read, in the units of its host array. */
const readers: Record<DType, (view: DataView, offsetBytes: number) => number> = {
  float32: (view, offset) => view.getFloat32(offset, littleEndian),
  float16: (view, offset) => view.getUint16(offset, littleEndian),
  float64: (view, offset) => view.getFloat64(offset, littleEndian),
  int32: (view, offset) => view.getInt32(offset, littleEndian),
  uint32: (view, offset) => view.getUint32(offset, littleEndian),
  int8: (view, offset) => view.getInt8(offset),
  uint8: (view, offset) => view.getUint8(offset),
  bool: (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1),
}

/** The scalar in slot number `slot`, as the data of a 0-d value. */
export function readScalar(scalars: Uint8Array, slot: number, dtype: DType): HostArray {
  const view = new DataView(scalars.buffer, scalars.byteOffset, scalars.byteLength)
  const data = allocateHost(dtype, 1)
  data[0] = readers[dtype](view, slot * scalarSlotBytes)
  return data
}
