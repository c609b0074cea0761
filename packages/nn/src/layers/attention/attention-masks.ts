/** Which positions attention may look at. */
import { iota, softmax, staticValue, type Tensor, where } from '@neurite/core'

/** Low enough to become 0 in a softmax, and finite in every float dtype. */
const lowest = (scores: Tensor): ReturnType<typeof staticValue> => staticValue(scores.dtype === 'float16' ? -3e4 : -1e9)

/** Scores with those that the mask leaves out far below the others. */
export const maskScores = (scores: Tensor, mask: Tensor | undefined): Tensor =>
  mask ? where(mask, scores, lowest(scores)) : scores

/** Softmax over the last axis of the scores that the mask keeps; the others get exactly 0, also where none is kept. */
export function maskedSoftmax(scores: Tensor, mask: Tensor | undefined): Tensor {
  const weights = softmax(maskScores(scores, mask))
  return mask ? where(mask, weights, staticValue(0)) : weights
}

/** Position i looks at positions up to i. [queries, values], bool. */
export const causalMask = (queries: number, values: number): Tensor =>
  iota([queries, values], 0).greaterEqual(iota([queries, values], 1))

/** Position i looks at positions nearer than `window`. [queries, values], bool. */
export const windowMask = (queries: number, values: number, window: number): Tensor =>
  iota([queries, values], 0)
    .sub(iota([queries, values], 1))
    .abs()
    .less(staticValue(window))

/** Where all of the masks hold; undefined where there is none. */
export const allOf = (masks: readonly (Tensor | undefined)[]): Tensor | undefined =>
  masks.reduce((both, mask) => (both && mask ? both.logicalAnd(mask) : (both ?? mask)), undefined)
