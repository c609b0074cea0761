/** Which predictions are right, for the three ways of writing classes down. */
import { iota, staticValue, type Tensor, where } from '@neurite/core'
import { alignTargets } from '../losses/fit-targets.ts'

/** Whether the greatest prediction stands at the label, bool. The first of equal ones counts. */
export const sparseMatches = (call: string, yTrue: Tensor, yPred: Tensor): Tensor =>
  yPred.argMax(-1).equal(alignTargets(call, 'labels', yTrue, yPred).cast('int32'))

/** Whether the greatest prediction stands where the greatest target does, bool. */
export const oneHotMatches = (call: string, yTrue: Tensor, yPred: Tensor): Tensor =>
  yPred.argMax(-1).equal(alignTargets(call, 'values', yTrue, yPred).argMax(-1))

/** Whether each prediction is on the side of the threshold that its target, 0 or 1, says, bool. */
export const binaryMatches = (call: string, yTrue: Tensor, yPred: Tensor, threshold: number): Tensor =>
  yPred
    .greater(staticValue(threshold))
    .cast(yPred.dtype)
    .equal(alignTargets(call, 'values', yTrue, yPred).cast(yPred.dtype))

/**
 * Whether fewer than `k` predictions are greater than the one at the label, bool: of equal ones at the boundary, all count.
 * No label outside the classes matches, and no NaN.
 */
export function topMatches(call: string, yTrue: Tensor, yPred: Tensor, k: number): Tensor {
  const labels = alignTargets(call, 'labels', yTrue, yPred).cast('int32').expandDims(-1)
  const isLabel = labels.equal(iota(yPred.shape, -1))
  const atLabel = where(isLabel, yPred, 0).sum(-1, { keepDims: true })
  const better = yPred.greater(atLabel).sum(-1)
  return better.less(k).logicalAnd(isLabel.any(-1)).logicalAnd(atLabel.equal(atLabel).squeeze(-1))
}
