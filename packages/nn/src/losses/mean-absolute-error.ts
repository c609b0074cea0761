/** Mean of absolute differences. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { Loss, type LossOptions } from './loss.ts'

/**
 * `mean(|yTrue - yPred|)` over the last axis.
 *
 * @shape yTrue, yPred [batch, ...] -> [batch, ...] without the last axis
 * @example
 * ```ts
 * model.compile({ optimizer: 'sgd', loss: new MeanAbsoluteError() })
 * ```
 */
export class MeanAbsoluteError extends Loss {
  readonly targets = 'values'

  constructor(options: LossOptions = {}) {
    const { name = 'meanAbsoluteError' } = checkOptions('MeanAbsoluteError', options, { name: true })
    super(name)
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.align(yTrue, yPred).cast(yPred.dtype).sub(yPred).abs().mean(-1)
  }
}
