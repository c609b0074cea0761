/** What the meaning of a primitive leaves open: a backend may compute it either way. */
import { isFloat, type PrimitiveAttributes, type PrimitiveName } from '@neurite/core'
import { type HostTensor, hostTensor, numbersOf } from '../values/host-tensor.ts'

const isPadded = (attributes: object): boolean =>
  'low' in attributes && 'high' in attributes && [attributes.low, attributes.high].flat().some((cells) => cells !== 0)

/** Convolutions may multiply the zeros of the padding or leave them out; of the transposed one, those between strides as well. */
const mayMultiplyZeros: { readonly [P in PrimitiveName]?: (attributes: object) => boolean } = {
  conv: isPadded,
  convInput: () => true,
  convFilter: isPadded,
}

/** Whether elements of the result may be NaN instead: zeros meet what is not finite. */
export function mayBeNaN<P extends PrimitiveName>(
  primitive: P,
  operands: readonly HostTensor[],
  attributes: PrimitiveAttributes[P],
): boolean {
  const factor = operands[1]
  if (!factor || !mayMultiplyZeros[primitive]?.(attributes)) return false
  return isFloat(factor.dtype) && numbersOf(factor).some((value) => !Number.isFinite(value))
}

/** The same type, nothing but NaN. */
export const allNaN = (tensor: HostTensor): HostTensor =>
  hostTensor(tensor.dtype, tensor.shape, numbersOf(tensor).fill(Number.NaN))

/** The given elements, those that are NaN replaced by the expected ones. */
export function withNaNAccepted(given: HostTensor, expected: HostTensor): HostTensor {
  const numbers = numbersOf(given)
  if (numbers.length !== expected.bits.length) return given
  const bits = given.bits.slice()
  numbers.forEach((value, i) => Number.isNaN(value) && (bits[i] = expected.bits[i]!))
  return { ...given, bits }
}
