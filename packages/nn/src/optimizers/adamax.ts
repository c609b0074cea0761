/** Adam with the greatest gradient in the place of the mean square. */
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { blend, debias } from './moments.ts'
import { Optimizer, optimizerOptionNames, type OptimizerOptions, type WeightStep, type WeightUpdate } from './optimizer.ts'

/** Options of `Adamax`. */
export interface AdamaxOptions extends OptimizerOptions {
  /** Share of the first moment that is kept, from 0 to below 1. Default 0.9. */
  readonly beta1?: number
  /** Share of the greatest gradient that is kept, from 0 to below 1. Default 0.999. */
  readonly beta2?: number
  /** Added to the greatest gradient. Default 1e-7. */
  readonly epsilon?: number
}

const optionNames: OptionNames<AdamaxOptions> = { ...optimizerOptionNames, beta1: true, beta2: true, epsilon: true }

/**
 * `m = beta1 * m + (1 - beta1) * g`, `u = max(beta2 * u, |g|)`, `w -= learningRate / (1 - beta1^t) * m / (u + epsilon)`.
 *
 * @param options - `learningRate` 0.001, `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-7, and those of every optimizer
 * @throws ArgumentError when an option is unknown or out of range
 * @source Kingma & Ba 2014, section 7.1; Keras 3, `keras.optimizers.Adamax`
 */
export class Adamax extends Optimizer<'momentum' | 'norm'> {
  static override readonly className: string = 'Adamax'
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number

  constructor(options: AdamaxOptions = {}) {
    const {
      learningRate = 0.001,
      name = 'adamax',
      beta1 = 0.9,
      beta2 = 0.999,
      epsilon = 1e-7,
    } = checkOptions('Adamax', options, optionNames)
    super({ ...options, learningRate, name }, { momentum: {}, norm: {} })
    this.beta1 = checkNumber('Adamax', 'beta1', beta1, { least: 0, below: 1 })
    this.beta2 = checkNumber('Adamax', 'beta2', beta2, { least: 0, below: 1 })
    this.epsilon = checkNumber('Adamax', 'epsilon', epsilon, { least: 0 })
  }

  protected override update(weight: WeightUpdate<'momentum' | 'norm'>): WeightStep<'momentum' | 'norm'> {
    const { value, gradient, learningRate, step, slots } = weight
    const momentum = blend(slots.momentum, gradient, this.beta1)
    const norm = slots.norm.mul(this.beta2).maximum(gradient.abs())
    const divisor = norm.add(this.epsilon).mul(debias(this.beta1, step))
    return { value: value.sub(momentum.mul(learningRate).div(divisor)), slots: { momentum, norm } }
  }

  override getConfig(): ClassConfig['config'] {
    const { beta1, beta2, epsilon } = this
    return { ...super.getConfig(), beta1, beta2, epsilon }
  }
}
