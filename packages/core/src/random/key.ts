/** Keys and bits: the same key gives the same numbers on every backend. */
import { ArgumentError } from '../errors/errors.ts'
import { tensor } from '../ops/create.ts'
import type { Shape } from '../shape/shape.ts'
import { applyPrimitive, type Tensor } from '../tensor/tensor.ts'

/**
 * A key for random tensors.
 *
 * @shape -> uint32 [2]
 * @param seed - any safe integer
 * @param stream - tells apart keys of one seed
 * @returns uint32 [2]
 */
export function randomKey(seed: number, stream = 0): Tensor {
  if (!Number.isSafeInteger(seed)) throw new ArgumentError(`randomKey: expected an integer seed, got ${seed}`)
  const high = Math.floor(seed / 2 ** 32) >>> 0
  return tensor(new Uint32Array([(seed >>> 0) ^ Math.imul(high, 0x9e3779b9), stream]))
}

/** Random bits, uint32. @shape key uint32 [2] -> shape @source Salmon et al. 2011, Threefry-2x32 with 20 rounds */
export const randomBits = (key: Tensor, shape: Shape): Tensor => applyPrimitive('randomBits', [key], { shape })

/**
 * New keys from an old one, independent of it and of each other.
 *
 * @shape uint32 [2] -> uint32 [count, 2]
 * @example
 * ```ts
 * const [weights, noise] = unstack(splitKey(key, 2))
 * ```
 */
export const splitKey = (key: Tensor, count: number): Tensor => randomBits(key, [count, 2])
