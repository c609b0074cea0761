/** Mean of squared differences of logarithms. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { Loss, lossOptionNames, type LossOptions } from './loss.ts'
import { epsilon } from './probabilities.ts'

/**
 * `mean((log(yTrue + 1) - log(yPred + 1))^2)` over the last axis; what is less than 1e-7 counts as 1e-7.
 *
 * @shape yTrue, yPred [batch, ...] -> [batch, ...] without the last axis
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new MeanSquaredLogarithmicError() })
 * ```
 * @source Keras 3, `keras.losses.MeanSquaredLogarithmicError`
 */
export class MeanSquaredLogarithmicError extends Loss {
  static override readonly className: string = 'MeanSquaredLogarithmicError'
  readonly targets = 'values'

  constructor(options: LossOptions = {}) {
    const { name = 'meanSquaredLogarithmicError', reduction } = checkOptions(
      'MeanSquaredLogarithmicError',
      options,
      lossOptionNames,
    )
    super(name, reduction)
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const [y, p] = [this.alignValues(yTrue, yPred), yPred].map((x) => x.maximum(epsilon).log1p())
    return p!.sub(y!).square().mean(-1)
  }
}
