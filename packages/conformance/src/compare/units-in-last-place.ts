/** Distances between floats, counted in steps from one representable number to the next. */
import { type DType, type HostArray, InternalError } from '@neurite/core'

/** Significant bits, hidden one included, and the exponent of the least positive number. */
const formats: Partial<Record<DType, { readonly precision: number; readonly leastExponent: number; readonly highest: number }>> =
  {
    float16: { precision: 11, leastExponent: -24, highest: 65504 },
    float32: { precision: 24, leastExponent: -149, highest: 3.4028234663852886e38 },
    float64: { precision: 53, leastExponent: -1074, highest: Number.MAX_VALUE },
  }

function formatOf(dtype: DType) {
  const format = formats[dtype]
  if (!format) throw new InternalError(`${dtype} has no last place`)
  return format
}

/** The step between neighbours near 1. */
export const epsilonOf = (dtype: DType): number => 2 ** (1 - formatOf(dtype).precision)

/** The greatest finite number. */
export const highestOf = (dtype: DType): number => formatOf(dtype).highest

/** The step between neighbours near `value`. */
export function stepAt(dtype: DType, value: number): number {
  const { precision, leastExponent, highest } = formatOf(dtype)
  const magnitude = Math.min(Math.abs(value), highest)
  if (magnitude === 0) return 2 ** leastExponent
  let exponent = Math.floor(Math.log2(magnitude))
  if (2 ** exponent > magnitude) exponent--
  return 2 ** Math.max(exponent - precision + 1, leastExponent)
}

/** Raw bits of one element on a scale where neighbours differ by 1: 0 for both zeros, negative below. */
function rank(dtype: DType, bits: HostArray, index: number): bigint {
  const [words, signBit] =
    dtype === 'float64'
      ? [new BigUint64Array(bits.slice(index, index + 1).buffer)[0]!, 1n << 63n]
      : dtype === 'float32'
        ? [BigInt(new Uint32Array(bits.slice(index, index + 1).buffer)[0]!), 1n << 31n]
        : [BigInt(bits[index]!), 1n << 15n]
  return words >= signBit ? signBit - words : words
}

/** How many steps lie between an element of `a` and one of `b`; infinity comes one step after the greatest number. */
export function stepsBetween(dtype: DType, a: HostArray, b: HostArray, index: number): number {
  const distance = rank(dtype, a, index) - rank(dtype, b, index)
  return Number(distance < 0n ? -distance : distance)
}
