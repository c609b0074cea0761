/** Negative logarithm of the likelihood of counts, but for a constant. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { Loss, lossOptionNames, type LossOptions } from './loss.ts'
import { epsilon } from './probabilities.ts'

/**
 * `mean(yPred - yTrue * log(yPred + 1e-7))` over the last axis.
 *
 * @shape yTrue, yPred [batch, ...] -> [batch, ...] without the last axis
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new Poisson() })
 * ```
 * @source Keras 3, `keras.losses.Poisson`
 */
export class Poisson extends Loss {
  static override readonly className: string = 'Poisson'
  readonly targets = 'values'

  constructor(options: LossOptions = {}) {
    const { name = 'poisson', reduction } = checkOptions('Poisson', options, lossOptionNames)
    super(name, reduction)
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const y = this.alignValues(yTrue, yPred)
    return yPred.sub(y.mul(yPred.add(epsilon).log())).mean(-1)
  }
}
