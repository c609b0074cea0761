/** Cross-entropy between class indices and a predicted distribution. */
import { composite, iota, logitsOf, logSumExp, type Tensor, where } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { Loss, type LossOptions } from './loss.ts'
import { clipProbabilities, type FromLogits, normalizeProbabilities } from './probabilities.ts'

/** Options of `SparseCategoricalCrossentropy`. */
export interface SparseCategoricalCrossentropyOptions extends LossOptions, FromLogits {}

/** The element that each label names. A sum over the chosen one only: what stands elsewhere, infinities too, does not matter. */
function atLabel(labels: Tensor, x: Tensor): Tensor {
  const chosen = labels.expandDims(-1).equal(iota(x.shape, -1))
  return where(chosen, x, 0).sum(-1)
}

/**
 * `-log(p[label])`, for classes that exclude each other.
 *
 * Predictions that a softmax made are taken back to their logits, where nothing is lost to rounding. Others are normalised and
 * clipped to [1e-7, 1 - 1e-7], as in Keras.
 *
 * @shape yTrue [...batch] or [...batch, 1], yPred [...batch, classes] -> [...batch]
 * @dtype labels: whole numbers of any dtype; predictions: floats
 * @param options - `fromLogits`: the predictions are logits; default false
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new SparseCategoricalCrossentropy({ fromLogits: true }) })
 * ```
 */
export class SparseCategoricalCrossentropy extends Loss {
  readonly targets = 'labels'
  readonly fromLogits: boolean

  constructor(options: SparseCategoricalCrossentropyOptions = {}) {
    checkOptions('SparseCategoricalCrossentropy', options, { name: true, fromLogits: true })
    const { name = 'sparseCategoricalCrossentropy', fromLogits = false } = options
    super(name)
    this.fromLogits = fromLogits
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const labels = this.align(yTrue, yPred).cast('int32')
    const logits = this.fromLogits ? yPred : logitsOf(yPred)
    if (!logits)
      return clipProbabilities(atLabel(labels, normalizeProbabilities(yPred)))
        .log()
        .neg()
    return composite('sparseCategoricalCrossentropy', [labels, logits], (label, x) => logSumExp(x).sub(atLabel(label, x)))
  }
}
