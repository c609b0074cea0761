/** A tensor on the host, as raw bits: what programs are fed with and what they are compared with. */
import {
  decodeNumbers,
  type DType,
  encodeNumbers,
  formatType,
  type HostArray,
  InternalError,
  type Shape,
  sizeOf,
  type TensorType,
} from '@neurite/core'

/** A type with the raw bits of its elements. */
export interface HostTensor extends TensorType {
  readonly bits: HostArray
}

/** A tensor of numbers, row-major, each rounded or wrapped as its dtype does. */
export function hostTensor(dtype: DType, shape: Shape, numbers: ArrayLike<number>): HostTensor {
  if (numbers.length !== sizeOf(shape))
    throw new InternalError(`${formatType({ dtype, shape })} cannot hold ${numbers.length} numbers`)
  return { dtype, shape, bits: encodeNumbers(dtype, numbers) }
}

/** A vector. */
export const vector = (dtype: DType, ...numbers: readonly number[]): HostTensor => hostTensor(dtype, [numbers.length], numbers)

/** A 0-d tensor. */
export const scalar = (dtype: DType, value: number): HostTensor => hostTensor(dtype, [], [value])

/** The elements as numbers. */
export const numbersOf = ({ dtype, bits }: HostTensor): number[] => Array.from(decodeNumbers(dtype, bits))

/** The bytes of the elements. */
export const bytesOf = ({ bits }: HostTensor): Uint8Array => new Uint8Array(bits.buffer, bits.byteOffset, bits.byteLength)

/** The same tensor in float64, for comparing magnitudes. */
export const toFloat64 = (tensor: HostTensor): HostTensor => hostTensor('float64', tensor.shape, numbersOf(tensor))
