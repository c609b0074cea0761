/** Squares of small differences, absolute values of great ones. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { Loss, lossOptionNames, type LossOptions } from './loss.ts'

/**
 * `mean(log(cosh(yPred - yTrue)))` over the last axis: about `x^2 / 2` near 0 and `|x| - log 2` far from it; nothing overflows.
 *
 * @shape yTrue, yPred [batch, ...] -> [batch, ...] without the last axis
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new LogCosh() })
 * ```
 * @source Keras 3, `keras.losses.LogCosh`
 */
export class LogCosh extends Loss {
  static override readonly className: string = 'LogCosh'
  readonly targets = 'values'

  constructor(options: LossOptions = {}) {
    const { name = 'logCosh', reduction } = checkOptions('LogCosh', options, lossOptionNames)
    super(name, reduction)
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const distance = yPred.sub(this.alignValues(yTrue, yPred)).abs()
    return distance.add(distance.mul(-2).exp().log1p()).sub(Math.LN2).mean(-1)
  }
}
