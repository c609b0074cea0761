/** Cross-entropy between a distribution, often one-hot, and a predicted one. */
import { composite, logitsOf, logSoftmax, type Tensor, where } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { Loss, type LossOptions } from './loss.ts'
import { clipProbabilities, type FromLogits, normalizeProbabilities } from './probabilities.ts'

/** Options of `CategoricalCrossentropy`. */
export interface CategoricalCrossentropyOptions extends LossOptions, FromLogits {}

/** Where a target is 0 its logarithm does not count, even if it is -Infinity. */
const weighted = (targets: Tensor, logs: Tensor): Tensor => where(targets.equal(0), 0, targets.mul(logs)).sum(-1).neg()

/**
 * `-sum(yTrue * log(yPred))` over the last axis.
 *
 * Predictions that a softmax made are taken back to their logits; others are normalised and clipped to [1e-7, 1 - 1e-7].
 *
 * @shape yTrue, yPred [...batch, classes] -> [...batch]
 * @param options - `fromLogits`: the predictions are logits; default false
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new CategoricalCrossentropy() })
 * ```
 */
export class CategoricalCrossentropy extends Loss {
  readonly targets = 'values'
  readonly fromLogits: boolean

  constructor(options: CategoricalCrossentropyOptions = {}) {
    const { name = 'categoricalCrossentropy', fromLogits = false } = checkOptions('CategoricalCrossentropy', options, {
      name: true,
      fromLogits: true,
    })
    super(name)
    this.fromLogits = fromLogits
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const targets = this.align(yTrue, yPred).cast(yPred.dtype)
    const logits = this.fromLogits ? yPred : logitsOf(yPred)
    if (!logits) return weighted(targets, clipProbabilities(normalizeProbabilities(yPred)).log())
    return composite('categoricalCrossentropy', [targets, logits], (target, x) => weighted(target, logSoftmax(x)))
  }
}
