/** Mean of squared differences. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { Loss, lossOptionNames, type LossOptions } from './loss.ts'

/**
 * `mean((yTrue - yPred)^2)` over the last axis.
 *
 * @shape yTrue, yPred [batch, ...] -> [batch, ...] without the last axis
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new MeanSquaredError() })
 * ```
 * @source Keras 3, `keras.losses.MeanSquaredError`
 */
export class MeanSquaredError extends Loss {
  static override readonly className: string = 'MeanSquaredError'
  readonly targets = 'values'

  constructor(options: LossOptions = {}) {
    const { name = 'meanSquaredError', reduction } = checkOptions('MeanSquaredError', options, lossOptionNames)
    super(name, reduction)
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.alignValues(yTrue, yPred).sub(yPred).square().mean(-1)
  }
}
