/** Uniformly distributed numbers, and what is decided by one of them. */
import { type DType, integerRange, isInteger } from '../dtype/dtype.ts'
import { ArgumentError, DTypeError } from '../errors/errors.ts'
import type { Shape } from '../shape/shape.ts'
import { staticValue } from '../tensor/static-value.ts'
import { besides, type Tensor, type TensorLike } from '../tensor/tensor.ts'
import { shiftRight } from '../ops/bits.ts'
import { drawFloats } from './float-dtype.ts'
import { randomBits } from './key.ts'

/** Range of a uniform distribution. */
export interface UniformOptions {
  /** Included. Default 0. */
  readonly low?: number
  /** Excluded, but for rounding. Default 1. */
  readonly high?: number
  /** Default float32. */
  readonly dtype?: DType
}

/** Uniform in [0, 1), from 24 random bits each. */
export const unitUniform = (key: Tensor, shape: Shape, dtype: DType): Tensor =>
  shiftRight(randomBits(key, shape), staticValue(8))
    .cast(dtype)
    .mul(staticValue(2 ** -24))

/** Uniform in (0, 1), from 23 random bits each: the logarithm of it and of its complement is finite. */
export const openUniform = (key: Tensor, shape: Shape, dtype: DType): Tensor =>
  shiftRight(randomBits(key, shape), staticValue(9))
    .cast(dtype)
    .add(0.5)
    .mul(staticValue(2 ** -23))

/**
 * Uniform in [low, high), from 24 random bits each.
 *
 * @shape key uint32 [2] -> shape
 * @throws DTypeError when the dtype is no float: for whole numbers use `randomInt`
 */
export function randomUniform(key: Tensor, shape: Shape, { low = 0, high = 1, dtype = 'float32' }: UniformOptions = {}): Tensor {
  return drawFloats('randomUniform', dtype, (drawn) => {
    const unit = unitUniform(key, shape, drawn)
    return low === 0 && high === 1 ? unit : unit.mul(high - low).add(low)
  })
}

/** Range of random integers. */
export interface IntOptions {
  /** Included. Default 0. */
  readonly low?: number
  /** Excluded. */
  readonly high: number
  /** Default int32. */
  readonly dtype?: DType
}

/**
 * Whole numbers from `low` to `high - 1`. Their probabilities differ by less than (high - low) / 2^32 of themselves.
 *
 * @shape key uint32 [2] -> shape
 * @throws ArgumentError when the range is empty or does not fit the dtype
 * @example
 * ```ts
 * const dice = randomInt(randomKey(1), [10], { low: 1, high: 7 })
 * ```
 */
export function randomInt(key: Tensor, shape: Shape, { low = 0, high, dtype = 'int32' }: IntOptions): Tensor {
  const range = integerRange(dtype)
  if (!isInteger(dtype) || !range) throw new DTypeError(`randomInt: expected an integer dtype, got ${dtype}; use randomUniform`)
  if (![low, high].every(Number.isInteger) || low >= high || low < range[0] || high - 1 > range[1]) {
    throw new ArgumentError(
      `randomInt: expected whole numbers low < high within ${dtype} (${range[0]} to ${range[1]}), got ${low} and ${high}`,
    )
  }
  const span = high - low
  const bits = randomBits(key, shape)
  const offsets = span === 2 ** 32 ? bits : bits.mod(staticValue(span))
  const wide = dtype === 'uint32' ? offsets : offsets.bitcast('int32')
  return (low === 0 ? wide : wide.add(staticValue(low))).cast(dtype)
}

/**
 * true with the given probability (one, or one per element), bool.
 *
 * @shape key uint32 [2], probability that broadcasts to `shape` -> shape
 */
export function randomBernoulli(key: Tensor, shape: Shape, probability: TensorLike): Tensor {
  return besides([key], () => randomUniform(key, shape).less(probability))
}
