/** Mean of absolute differences in percent of the targets. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { Loss, lossOptionNames, type LossOptions } from './loss.ts'
import { epsilon } from './probabilities.ts'

/**
 * `100 * mean(|yTrue - yPred| / max(|yTrue|, 1e-7))` over the last axis.
 *
 * @shape yTrue, yPred [batch, ...] -> [batch, ...] without the last axis
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new MeanAbsolutePercentageError() })
 * ```
 * @source Keras 3, `keras.losses.MeanAbsolutePercentageError`
 */
export class MeanAbsolutePercentageError extends Loss {
  static override readonly className: string = 'MeanAbsolutePercentageError'
  readonly targets = 'values'

  constructor(options: LossOptions = {}) {
    const { name = 'meanAbsolutePercentageError', reduction } = checkOptions(
      'MeanAbsolutePercentageError',
      options,
      lossOptionNames,
    )
    super(name, reduction)
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const y = this.alignValues(yTrue, yPred)
    return y.sub(yPred).div(y.abs().maximum(epsilon)).abs().mean(-1).mul(100)
  }
}
