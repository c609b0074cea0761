/** How the losses of samples become one number: sample weights, masks and reductions, as in Keras. */
import { ArgumentError, formatShape, type Shape, ShapeError, staticValue, suggest, type Tensor, where } from '@neurite/core'

/**
 * What becomes of the losses of the samples.
 *
 * `sumOverBatchSize` and `mean`: their sum, divided by how many there are. `meanWithSampleWeight`: divided by the sum of the
 * weights. `sum`: their sum. `none`: they stay as they are.
 */
export type Reduction = 'sumOverBatchSize' | 'sum' | 'mean' | 'meanWithSampleWeight' | 'none'

/** Whether a mask makes the values that count weigh as much as all would, so that a later division by their number is right. */
const rescalesMask: Readonly<Record<Reduction, boolean>> = {
  sumOverBatchSize: true,
  mean: true,
  meanWithSampleWeight: false,
  sum: false,
  none: false,
}

/** @throws ArgumentError when there is no such reduction */
export function checkReduction(call: string, reduction: Reduction): Reduction {
  if (Object.hasOwn(rescalesMask, reduction)) return reduction
  throw new ArgumentError(
    `${call}: unknown reduction "${String(reduction)}"; ${suggest(String(reduction), Object.keys(rescalesMask))}`,
  )
}

/** What losses are weighted with. */
export interface LossWeights {
  /** What each sample's loss, or each of its parts, is multiplied by. */
  readonly sampleWeight?: Tensor | undefined
  /** Where it is 0, values do not count. */
  readonly mask?: Tensor | undefined
}

/** `a / b`, and 0 where `b` is 0. */
export function safeDiv(a: Tensor, b: Tensor): Tensor {
  const isZero = b.equal(0)
  return where(isZero, 0, a.div(where(isZero, 1, b)))
}

const fits = (weights: Shape, values: Shape): boolean =>
  weights.length === values.length && weights.every((extent, axis) => extent === 1 || extent === values[axis])

/**
 * Weights in as many axes as the values: one weight per sample counts for the whole sample, and a last axis of extent 1 that the
 * values do not have is dropped.
 *
 * @param what - what errors call them, such as `meanSquaredError: sampleWeight`
 * @throws ShapeError when they do not go with the values
 */
export function alignWeights(what: string, weights: Tensor, values: Shape): Tensor {
  if (values.length === 0) return weights.size === 1 ? weights.reshape([]) : weights
  const { shape } = weights
  const isTooLong = shape.length === values.length + 1 && shape.at(-1) === 1
  const kept = isTooLong ? shape.slice(0, -1) : shape
  const filled = [...kept, ...Array.from({ length: Math.max(0, values.length - kept.length) }, () => 1)]
  if (fits(filled, values)) return weights.reshape(filled)
  const perValue = values.length > 1 ? `, or per value: ${formatShape(values)}` : ''
  throw new ShapeError(
    `${what} has shape ${formatShape(shape)}, expected one weight per sample: ${formatShape(values.slice(0, 1))}${perValue}`,
  )
}

/** What both masks let count, as far as there are masks. */
export const bothMasks = (a: Tensor | undefined, b: Tensor | undefined): Tensor | undefined =>
  a && b ? a.cast('bool').logicalAnd(b) : (a ?? b)

/** The mask as weights of the dtype of the values, multiplied with the sample weights. */
export function mergeMask(
  call: string,
  values: Tensor,
  { sampleWeight, mask }: LossWeights,
  reduction: Reduction,
): Tensor | undefined {
  const weights = sampleWeight && alignWeights(`${call}: sampleWeight`, sampleWeight.cast(values.dtype), values.shape)
  if (!mask) return weights
  const counts = alignWeights(`${call}: mask`, mask, values.shape).cast('bool').cast(values.dtype)
  const scaled = rescalesMask[reduction] ? safeDiv(counts.mul(staticValue(counts.size)), counts.sum()) : counts
  return weights ? weights.mul(scaled) : scaled
}

/**
 * Losses, weighted and reduced.
 *
 * @param call - what errors begin with
 * @shape losses [batch, ...] -> [], or unchanged with `none`
 */
export function reduceLosses(call: string, losses: Tensor, weighting: LossWeights, reduction: Reduction): Tensor {
  const weights = mergeMask(call, losses, weighting, reduction)
  const values = weights ? losses.mul(weights) : losses
  if (reduction === 'none') return values
  const total = values.sum()
  if (reduction === 'sum') return total
  // The weights' own sum, also where each weighs several values, as in Keras.
  if (reduction === 'meanWithSampleWeight' && weights) return safeDiv(total, weights.sum())
  return values.size === 0 ? total : values.mean()
}
