/** Mean of squared differences. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { Loss, type LossOptions } from './loss.ts'

/**
 * `mean((yTrue - yPred)^2)` over the last axis.
 *
 * @shape yTrue, yPred [batch, ...] -> [batch, ...] without the last axis
 * @example
 * ```ts
 * model.compile({ optimizer: 'sgd', loss: new MeanSquaredError() })
 * ```
 */
export class MeanSquaredError extends Loss {
  readonly targets = 'values'

  constructor(options: LossOptions = {}) {
    const { name = 'meanSquaredError' } = checkOptions('MeanSquaredError', options, { name: true })
    super(name)
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.align(yTrue, yPred).cast(yPred.dtype).sub(yPred).square().mean(-1)
  }
}
