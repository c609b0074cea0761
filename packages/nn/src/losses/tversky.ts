/** What two sets do not have in common, where misses and false alarms may weigh differently. */
import type { Tensor } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions } from '../options/check-options.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { Loss, lossOptionNames } from './loss.ts'
import { axesConfig, checkAxes, overlapOf, type OverlapOptions } from './overlap.ts'
import { epsilon } from './probabilities.ts'

/** Options of `Tversky`. */
export interface TverskyOptions extends OverlapOptions {
  /** Weight of what is true and was not predicted. Default 0.5. */
  readonly alpha?: number
  /** Weight of what was predicted and is not true. Default 0.5. */
  readonly beta?: number
}

/**
 * `1 - both / (both + alpha * onlyTrue + beta * onlyPredicted + 1e-7)`, where `both = sum(yTrue * yPred)`,
 * `onlyTrue = sum(yTrue * (1 - yPred))` and `onlyPredicted = sum((1 - yTrue) * yPred)`. With 1/2 and 1/2 it is `Dice`.
 *
 * @shape yTrue, yPred [batch, ...] -> [], or the axes that are not summed over
 * @param options - `alpha` 0.5, `beta` 0.5, `axis`: what is summed over; default everything
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new Tversky({ alpha: 0.7, beta: 0.3 }) })
 * ```
 * @source Salehi et al. 2017, eq. 3; Keras 3, `keras.losses.Tversky`
 */
export class Tversky extends Loss {
  static override readonly className: string = 'Tversky'
  readonly targets = 'values'
  readonly alpha: number
  readonly beta: number
  readonly axis: OverlapOptions['axis']

  constructor(options: TverskyOptions = {}) {
    const names = { ...lossOptionNames, alpha: true, beta: true, axis: true } as const
    const { name = 'tversky', reduction, alpha = 0.5, beta = 0.5, axis } = checkOptions('Tversky', options, names)
    super(name, reduction)
    this.alpha = checkNumber('Tversky', 'alpha', alpha)
    this.beta = checkNumber('Tversky', 'beta', beta)
    this.axis = checkAxes('Tversky', axis)
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const { both, onlyTrue, onlyPredicted } = overlapOf(this.alignValues(yTrue, yPred), yPred, this.axis)
    const whole = both.add(onlyTrue.mul(this.alpha)).add(onlyPredicted.mul(this.beta)).add(epsilon)
    return both.div(whole).neg().add(1)
  }

  override getConfig(): ClassConfig['config'] {
    return { ...super.getConfig(), alpha: this.alpha, beta: this.beta, ...axesConfig(this.axis) }
  }
}
