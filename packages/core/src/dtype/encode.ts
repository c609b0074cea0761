/** Conversion between JavaScript numbers and the raw bits of tensors. */
import { allocateHost, type DType, type HostArray } from './dtype.ts'
import { float16ToNumber, numberToFloat16 } from './float16.ts'

/** Rounds and wraps one number as storing it in `dtype` does; NaN becomes 0 in integers. */
const encoders: Partial<Record<DType, (value: number) => number>> = {
  float16: numberToFloat16,
  bool: (value) => (value !== 0 ? 1 : 0),
}

/** Numbers as the raw bits of `dtype`. */
export function encodeNumbers(dtype: DType, numbers: ArrayLike<number>): HostArray {
  const bits = allocateHost(dtype, numbers.length)
  const encode = encoders[dtype]
  if (!encode) bits.set(numbers)
  else for (let i = 0; i < numbers.length; i++) bits[i] = encode(numbers[i]!)
  return bits
}

/** Raw bits as numbers: float16 becomes a Float32Array, everything else is its own array already. */
export function decodeNumbers(dtype: DType, bits: HostArray): HostArray {
  return dtype === 'float16' ? Float32Array.from(bits, float16ToNumber) : bits
}
