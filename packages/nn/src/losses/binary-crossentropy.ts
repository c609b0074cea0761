/** Cross-entropy of classes that do not exclude each other. */
import { composite, type Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { Loss, type LossOptions } from './loss.ts'
import { clipProbabilities, type FromLogits } from './probabilities.ts'

/** Options of `BinaryCrossentropy`. */
export interface BinaryCrossentropyOptions extends LossOptions, FromLogits {}

/**
 * `log(1 + exp(-|x|)) + max(x, 0) - x * target`: no exponential can overflow.
 *
 * `maximum`, not `relu`: its gradient at a tie is 1/2, so that the whole has the right one, sigmoid(0) - target, at 0.
 */
const crossentropyOfLogits = (targets: Tensor, logits: Tensor): Tensor =>
  composite('binaryCrossentropy', [targets, logits], (target, x) =>
    x.maximum(0).sub(x.mul(target)).add(x.abs().neg().exp().log1p()),
  )

const crossentropyOf = (targets: Tensor, probabilities: Tensor): Tensor => {
  const p = clipProbabilities(probabilities)
  return targets
    .mul(p.log())
    .add(targets.neg().add(1).mul(p.neg().add(1).log()))
    .neg()
}

/**
 * `-(y log(p) + (1 - y) log(1 - p))`, the mean over the last axis.
 *
 * Probabilities are clipped to [1e-7, 1 - 1e-7], as in Keras; with logits nothing is lost to rounding.
 *
 * @shape yTrue, yPred [...batch, outputs] -> [...batch]
 * @param options - `fromLogits`: the predictions are logits; default false
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new BinaryCrossentropy({ fromLogits: true }) })
 * ```
 */
export class BinaryCrossentropy extends Loss {
  readonly targets = 'values'
  readonly fromLogits: boolean

  constructor(options: BinaryCrossentropyOptions = {}) {
    const { name = 'binaryCrossentropy', fromLogits = false } = checkOptions('BinaryCrossentropy', options, {
      name: true,
      fromLogits: true,
    })
    super(name)
    this.fromLogits = fromLogits
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const targets = this.align(yTrue, yPred).cast(yPred.dtype)
    return (this.fromLogits ? crossentropyOfLogits : crossentropyOf)(targets, yPred).mean(-1)
  }
}
