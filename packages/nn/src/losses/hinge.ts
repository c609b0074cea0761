/** Margin of a binary classifier. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { Loss, lossOptionNames, type LossOptions } from './loss.ts'
import { margins } from './margins.ts'

/**
 * `mean(max(1 - yTrue * yPred, 0))` over the last axis. Targets are -1 and 1, or 0 and 1.
 *
 * @shape yTrue, yPred [batch, ...] -> [batch, ...] without the last axis
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new Hinge() })
 * ```
 * @source Keras 3, `keras.losses.Hinge`
 */
export class Hinge extends Loss {
  static override readonly className: string = 'Hinge'
  readonly targets = 'values'

  constructor(options: LossOptions = {}) {
    const { name = 'hinge', reduction } = checkOptions('Hinge', options, lossOptionNames)
    super(name, reduction)
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return margins(this.alignValues(yTrue, yPred), yPred).mean(-1)
  }
}
