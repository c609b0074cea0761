/** Margin between the right class and the best of the others. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { Loss, lossOptionNames, type LossOptions } from './loss.ts'

/**
 * `max(best - right + 1, 0)`, where `right = sum(yTrue * yPred)` and `best = max((1 - yTrue) * yPred)` over the last axis.
 *
 * @shape yTrue, yPred [...batch, classes] -> [...batch]
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new CategoricalHinge() })
 * ```
 * @source Keras 3, `keras.losses.CategoricalHinge`
 */
export class CategoricalHinge extends Loss {
  static override readonly className: string = 'CategoricalHinge'
  readonly targets = 'values'

  constructor(options: LossOptions = {}) {
    const { name = 'categoricalHinge', reduction } = checkOptions('CategoricalHinge', options, lossOptionNames)
    super(name, reduction)
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const y = this.alignValues(yTrue, yPred)
    const best = y.neg().add(1).mul(yPred).max(-1)
    return best.sub(y.mul(yPred).sum(-1)).add(1).maximum(0)
  }
}
