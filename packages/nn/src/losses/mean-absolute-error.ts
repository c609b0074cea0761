/** Mean of absolute differences. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { Loss, lossOptionNames, type LossOptions } from './loss.ts'

/**
 * `mean(|yTrue - yPred|)` over the last axis.
 *
 * @shape yTrue, yPred [batch, ...] -> [batch, ...] without the last axis
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new MeanAbsoluteError() })
 * ```
 * @source Keras 3, `keras.losses.MeanAbsoluteError`
 */
export class MeanAbsoluteError extends Loss {
  static override readonly className: string = 'MeanAbsoluteError'
  readonly targets = 'values'

  constructor(options: LossOptions = {}) {
    const { name = 'meanAbsoluteError', reduction } = checkOptions('MeanAbsoluteError', options, lossOptionNames)
    super(name, reduction)
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.alignValues(yTrue, yPred).sub(yPred).abs().mean(-1)
  }
}
