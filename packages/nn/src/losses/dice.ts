/** What two sets do not have in common, as a share of both. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { Loss, lossOptionNames } from './loss.ts'
import { axesConfig, checkAxes, type OverlapOptions } from './overlap.ts'
import { epsilon } from './probabilities.ts'

/**
 * `1 - 2 * sum(yTrue * yPred) / (sum(yTrue) + sum(yPred) + 1e-7)`.
 *
 * @shape yTrue, yPred [batch, ...] -> [], or the axes that are not summed over
 * @param options - `axis`: what is summed over; default everything
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new Dice({ axis: [1, 2, 3] }) })
 * ```
 * @source Keras 3, `keras.losses.Dice`
 */
export class Dice extends Loss {
  static override readonly className: string = 'Dice'
  readonly targets = 'values'
  readonly axis: OverlapOptions['axis']

  constructor(options: OverlapOptions = {}) {
    const { name = 'dice', reduction, axis } = checkOptions('Dice', options, { ...lossOptionNames, axis: true })
    super(name, reduction)
    this.axis = checkAxes('Dice', axis)
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const y = this.alignValues(yTrue, yPred)
    const size = y.sum(this.axis).add(yPred.sum(this.axis)).add(epsilon)
    return y.mul(yPred).sum(this.axis).mul(2).div(size).neg().add(1)
  }

  override getConfig(): ClassConfig['config'] {
    return { ...super.getConfig(), ...axesConfig(this.axis) }
  }
}
