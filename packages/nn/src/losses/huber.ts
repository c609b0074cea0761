/** Squares of small differences, absolute values of great ones. */
import { type Tensor, where } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions } from '../options/check-options.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { Loss, lossOptionNames, type LossOptions } from './loss.ts'

/** Options of `Huber`. */
export interface HuberOptions extends LossOptions {
  /** The difference from which on the loss grows in a straight line. Default 1. */
  readonly delta?: number
}

/**
 * `x^2 / 2` where the difference x is at most `delta`, `delta * |x| - delta^2 / 2` elsewhere; the mean over the last axis.
 *
 * @shape yTrue, yPred [batch, ...] -> [batch, ...] without the last axis
 * @param options - `delta` 1
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new Huber({ delta: 2 }) })
 * ```
 * @source Huber 1964; Keras 3, `keras.losses.Huber`
 */
export class Huber extends Loss {
  static override readonly className: string = 'Huber'
  readonly targets = 'values'
  readonly delta: number

  constructor(options: HuberOptions = {}) {
    const { name = 'huber', reduction, delta = 1 } = checkOptions('Huber', options, { ...lossOptionNames, delta: true })
    super(name, reduction)
    this.delta = checkNumber('Huber', 'delta', delta, { least: 0 })
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const { delta } = this
    const distance = yPred.sub(this.alignValues(yTrue, yPred)).abs()
    const isSmall = distance.lessEqual(delta)
    const line = distance.mul(delta).sub(delta ** 2 / 2)
    return where(isSmall, distance.square().mul(0.5), line).mean(-1)
  }

  override getConfig(): ClassConfig['config'] {
    return { ...super.getConfig(), delta: this.delta }
  }
}
