/** Distance of a predicted distribution from the true one. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { Loss, lossOptionNames, type LossOptions } from './loss.ts'
import { epsilon } from './probabilities.ts'

/**
 * `sum(yTrue * log(yTrue / yPred))` over the last axis; both are clipped to [1e-7, 1].
 *
 * @shape yTrue, yPred [...batch, classes] -> [...batch]
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new KLDivergence() })
 * ```
 * @source Keras 3, `keras.losses.KLDivergence`
 */
export class KLDivergence extends Loss {
  static override readonly className: string = 'KLDivergence'
  readonly targets = 'values'

  constructor(options: LossOptions = {}) {
    const { name = 'klDivergence', reduction } = checkOptions('KLDivergence', options, lossOptionNames)
    super(name, reduction)
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const [y, p] = [this.alignValues(yTrue, yPred), yPred].map((x) => x.clip(epsilon, 1))
    return y!.mul(y!.div(p!).log()).sum(-1)
  }
}
