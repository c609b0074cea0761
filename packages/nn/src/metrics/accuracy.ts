/** What 'accuracy' means: the shapes of targets and predictions decide, as in Keras. */
import type { Tensor } from '@neurite/core'
import { binaryMatches, oneHotMatches, sparseMatches } from './matches.ts'
import { MeanMetric } from './mean-metric.ts'

/**
 * Accuracy of one output against a threshold, of class indices, or of one-hot classes, whichever the shapes say.
 *
 * @source Keras 3, `compile_utils.is_binary_or_sparse_categorical`
 */
export class AccuracyByShape extends MeanMetric {
  constructor() {
    super('accuracy')
  }

  protected override measure(yTrue: Tensor, yPred: Tensor): Tensor {
    if (yPred.shape.at(-1) === 1) return binaryMatches(this.name, yTrue, yPred, 0.5)
    const isSparse = yTrue.rank < yPred.rank || yTrue.shape.at(-1) === 1
    return (isSparse ? sparseMatches : oneHotMatches)(this.name, yTrue, yPred)
  }
}
