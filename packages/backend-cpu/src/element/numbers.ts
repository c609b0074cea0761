/** Elements as numbers: how kernels read a value of any dtype in float64, and store with a single rounding. */
import {
  allocateHost,
  type DType,
  float16ToNumber,
  type HostArray,
  numberToFloat16,
  sizeOf,
  type TensorType,
} from '@neurite/core'

/** A value of the graph: its type, and the raw bits of its elements. */
export interface Value extends TensorType {
  readonly data: HostArray
}

/** Arrays whose elements read and store as the numbers they stand for; float16 does not, its host array holds bits. */
export type Numbers = Exclude<HostArray, Uint16Array>

let float16Numbers: Float64Array | undefined

/** The number of each of the 65,536 patterns of float16, made when it is first needed. */
function float16Table(): Float64Array {
  float16Numbers ??= Float64Array.from({ length: 0x10000 }, (_, bits) => float16ToNumber(bits))
  return float16Numbers
}

/** Whether these are bits that have to be decoded: exactly the host arrays of float16. */
const isFloat16Bits = (data: HostArray): data is Uint16Array => data instanceof Uint16Array

/** The elements of a value as numbers: the host array itself, or for float16 a decoded copy. */
export function numbersOf({ data }: Value): Numbers {
  if (!isFloat16Bits(data)) return data
  const table = float16Table()
  const numbers = new Float64Array(data.length)
  for (let i = 0; i < data.length; i++) numbers[i] = table[data[i]!]!
  return numbers
}

/**
 * A value of this type whose elements `fill` stores as numbers, each rounded once.
 *
 * The array that `fill` receives is zeroed. Storing rounds to float32, and wraps integers to the bits of their dtype, because
 * typed arrays do; float16 is stored in float64 and rounded at the end. A bool is stored as 0 or 1.
 */
export function computed({ shape, dtype }: TensorType, fill: (out: Numbers) => void): HostArray {
  const length = sizeOf(shape)
  const out = allocateHost(dtype, length)
  if (!isFloat16Bits(out)) {
    fill(out)
    return out
  }
  const numbers = new Float64Array(length)
  fill(numbers)
  for (let i = 0; i < length; i++) out[i] = numberToFloat16(numbers[i]!)
  return out
}

/** The least and the greatest number of each dtype: what reductions over nothing give, and where casts saturate. */
export const rangeOf: Record<DType, { readonly lowest: number; readonly highest: number }> = {
  float32: { lowest: -Infinity, highest: Infinity },
  float16: { lowest: -Infinity, highest: Infinity },
  float64: { lowest: -Infinity, highest: Infinity },
  int32: { lowest: -(2 ** 31), highest: 2 ** 31 - 1 },
  uint32: { lowest: 0, highest: 2 ** 32 - 1 },
  int8: { lowest: -128, highest: 127 },
  uint8: { lowest: 0, highest: 255 },
  bool: { lowest: 0, highest: 1 },
}
