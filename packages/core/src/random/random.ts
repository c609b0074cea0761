/** Random tensors from a key: the same key gives the same numbers on every backend. */
import type { DType } from '../dtype/dtype.ts'
import { ArgumentError } from '../errors/errors.ts'
import { argSort } from '../ops/arrange.ts'
import { tensor } from '../ops/create.ts'
import { sizeOf, type Shape } from '../shape/shape.ts'
import { staticValue } from '../tensor/static-value.ts'
import { applyPrimitive, type Tensor } from '../tensor/tensor.ts'

/**
 * A key for random tensors.
 *
 * @param seed - any safe integer
 * @param stream - tells apart keys of one seed
 * @returns uint32 [2]
 */
export function randomKey(seed: number, stream = 0): Tensor {
  if (!Number.isSafeInteger(seed)) throw new ArgumentError(`randomKey: expected an integer seed, got ${seed}`)
  const high = Math.floor(seed / 2 ** 32) >>> 0
  return tensor(new Uint32Array([(seed >>> 0) ^ Math.imul(high, 0x9e3779b9), stream]))
}

/** Random bits, uint32. @source Salmon et al. 2011, Threefry-2x32 with 20 rounds */
export const randomBits = (key: Tensor, shape: Shape): Tensor => applyPrimitive('randomBits', [key], { shape })

/** A new key from an old one, independent of it. */
export const splitKey = (key: Tensor, count: number): Tensor => randomBits(key, [count, 2])

/** Range of a uniform distribution. */
export interface UniformOptions {
  /** Included. Default 0. */
  readonly low?: number
  /** Excluded, but for rounding. Default 1. */
  readonly high?: number
  readonly dtype?: DType
}

/** Uniform in [low, high), from 24 random bits each. */
export function randomUniform(key: Tensor, shape: Shape, { low = 0, high = 1, dtype = 'float32' }: UniformOptions = {}): Tensor {
  const bits = applyPrimitive('shiftRight', [randomBits(key, shape), full24(shape)], {}, 'randomUniform')
  const unit = bits.cast(dtype).mul(staticValue(2 ** -24))
  return low === 0 && high === 1 ? unit : unit.mul(high - low).add(low)
}

const full24 = (shape: Shape): Tensor => applyPrimitive('constant', [], { value: 8, dtype: 'uint32' }).broadcastTo(shape)

/** Mean and standard deviation of a normal distribution. */
export interface NormalOptions {
  readonly mean?: number
  readonly standardDeviation?: number
  readonly dtype?: DType
}

/** Normal. @source Box & Muller 1958 */
export function randomNormal(
  key: Tensor,
  shape: Shape,
  { mean = 0, standardDeviation = 1, dtype = 'float32' }: NormalOptions = {},
): Tensor {
  const pairs = randomUniform(key, [2, sizeOf(shape)], { dtype })
  const [first, angle] = [pairs.slice([0], { limits: [1] }), pairs.slice([1])]
  // 1 - u is in (0, 1]: its logarithm is finite.
  const radius = first.neg().add(1).log().mul(staticValue(-2)).sqrt()
  const normal = radius.mul(angle.mul(staticValue(2 * Math.PI)).cos()).reshape(shape)
  return normal.mul(standardDeviation).add(mean)
}

/** true with the given probability, bool. */
export const randomBernoulli = (key: Tensor, shape: Shape, probability: number): Tensor =>
  randomUniform(key, shape).less(probability)

/** 0 to `count - 1` in random order, int32. */
export const randomPermutation = (key: Tensor, count: number): Tensor => argSort(randomBits(key, [count]))
