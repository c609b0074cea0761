/** Squared margin of a binary classifier. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { Loss, lossOptionNames, type LossOptions } from './loss.ts'
import { margins } from './margins.ts'

/**
 * `mean(max(1 - yTrue * yPred, 0)^2)` over the last axis. Targets are -1 and 1, or 0 and 1.
 *
 * @shape yTrue, yPred [batch, ...] -> [batch, ...] without the last axis
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new SquaredHinge() })
 * ```
 * @source Keras 3, `keras.losses.SquaredHinge`
 */
export class SquaredHinge extends Loss {
  static override readonly className: string = 'SquaredHinge'
  readonly targets = 'values'

  constructor(options: LossOptions = {}) {
    const { name = 'squaredHinge', reduction } = checkOptions('SquaredHinge', options, lossOptionNames)
    super(name, reduction)
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return margins(this.alignValues(yTrue, yPred), yPred).square().mean(-1)
  }
}
