/** Where the elements of sample operands come from. */
import { type DType, dtypeInfo, isFloat, type Shape, sizeOf } from '@neurite/core'
import { type HostTensor, hostTensor } from './host-tensor.ts'
import { type Random, seeded } from './random.ts'

/** One element of an operand. */
export type Domain = (random: Random, dtype: DType) => number

const isUnsigned = (dtype: DType): boolean => dtypeInfo(dtype).kind === 'unsigned'

/** From `low` to `high`: evenly in floats, whole numbers in integers (from 0 up in unsigned ones), 0 or 1 in bool. */
export const between =
  (low: number, high: number): Domain =>
  (random, dtype) => {
    if (isFloat(dtype)) return low + random.unit() * (high - low)
    const lowest = isUnsigned(dtype) ? Math.max(0, Math.ceil(low)) : Math.ceil(low)
    return dtype === 'bool' ? random.below(2) : lowest + random.below(Math.floor(high) - lowest + 1)
  }

/** Numbers of ordinary size and both signs. */
export const moderate = between(-3, 3)

/** Above 0. */
export const positive = between(0.1, 4)

/** Whole numbers that repeat, so that there are ties; with negative ones where the dtype has them. */
export const ties: Domain = (random, dtype) => Math.floor(between(-2, 3)(random, dtype))

/** Any finite number of any size; integers from the whole range. */
export const anyFinite: Domain = (random, dtype) => {
  if (!isFloat(dtype)) return random.below(2 ** 32) - 2 ** 31
  const exponents = dtype === 'float16' ? 8 : 24
  return (random.unit() < 0.5 ? -1 : 1) * 2 ** ((random.unit() * 2 - 1) * exponents)
}

/** Indices of an axis of this extent, a third of them outside it, some far outside. */
export const indicesInto =
  (extent: number): Domain =>
  (random) => {
    if (extent > 0 && random.unit() < 2 / 3) return random.below(extent)
    return random.pick([-1, -1, -extent, extent, extent + 1, -(2 ** 31), 2 ** 31 - 1])
  }

/** A tensor with elements of a domain. */
export function drawn(dtype: DType, shape: Shape, domain: Domain, seed = 1): HostTensor {
  const random = seeded(seed + sizeOf(shape))
  return hostTensor(
    dtype,
    shape,
    Array.from({ length: sizeOf(shape) }, () => domain(random, dtype)),
  )
}
