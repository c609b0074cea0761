/** Rectified linear unit. */
import { type Tensor, where } from '@neurite/core'
import { leakyRelu } from './leaky-relu.ts'
import { saturate } from './saturate.ts'

/** Bends and limits of `relu`. */
export interface ReluOptions {
  /** Slope below the threshold. Default 0. */
  readonly negativeSlope?: number
  /** The greatest value. Default none. */
  readonly maxValue?: number | null | undefined
  /** Up to here, values are cut off or damped. Default 0. */
  readonly threshold?: number
}

/**
 * max(x, 0); NaN stays NaN. The gradient at 0 is 0.
 *
 * With options: x above the threshold, limited to maxValue; negativeSlope (x - threshold) up to it.
 *
 * @shape x [...] -> the same
 */
export function relu(x: Tensor, { negativeSlope = 0, maxValue, threshold = 0 }: ReluOptions = {}): Tensor {
  const limit = maxValue ?? Infinity
  if (limit === Infinity && threshold === 0) return negativeSlope === 0 ? x.relu() : leakyRelu(x, negativeSlope)
  const below = negativeSlope === 0 ? 0 : x.sub(threshold).mul(negativeSlope)
  return where(x.lessEqual(threshold), below, limit === Infinity ? x : saturate(x, 0, limit))
}
