/** By how much predictions miss the margin of a binary classifier. */
import { type Tensor, where } from '@neurite/core'

/**
 * Targets as -1 and 1: where all are 0 or 1, as in a batch of classes, 0 becomes -1.
 *
 * @source Keras 3, `convert_binary_labels_to_hinge`
 */
function toSigns(y: Tensor): Tensor {
  const isBinary = y.equal(0).logicalOr(y.equal(1)).all()
  return where(isBinary, y.mul(2).sub(1), y)
}

/** `max(1 - yTrue * yPred, 0)`. */
export const margins = (yTrue: Tensor, yPred: Tensor): Tensor => toSigns(yTrue).mul(yPred).neg().add(1).maximum(0)
