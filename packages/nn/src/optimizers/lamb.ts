/** Adam whose step is as long as the learning rate says, relative to the weight. */
import { where } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { blend, debias } from './moments.ts'
import { Optimizer, optimizerOptionNames, type OptimizerOptions, type WeightStep, type WeightUpdate } from './optimizer.ts'

/** Options of `Lamb`. */
export interface LambOptions extends OptimizerOptions {
  /** Share of the first moment that is kept, from 0 to below 1. Default 0.9. */
  readonly beta1?: number
  /** Share of the second moment that is kept, from 0 to below 1. Default 0.999. */
  readonly beta2?: number
  /** Added to the root of the second moment. Default 1e-7. */
  readonly epsilon?: number
}

const optionNames: OptionNames<LambOptions> = { ...optimizerOptionNames, beta1: true, beta2: true, epsilon: true }

/**
 * `u = m^ / (sqrt(v^) + epsilon)` with the corrected moments of Adam, `w -= learningRate * |w| / |u| * u`; where either length is 0, their
 * ratio counts as 1.
 *
 * @param options - `learningRate` 0.001, `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-7, and those of every optimizer
 * @throws ArgumentError when an option is unknown or out of range
 * @source You et al. 2020, algorithm 2; Keras 3, `keras.optimizers.Lamb`
 */
export class Lamb extends Optimizer<'momentum' | 'velocity'> {
  static override readonly className: string = 'Lamb'
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number

  constructor(options: LambOptions = {}) {
    const {
      learningRate = 0.001,
      name = 'lamb',
      beta1 = 0.9,
      beta2 = 0.999,
      epsilon = 1e-7,
    } = checkOptions('Lamb', options, optionNames)
    super({ ...options, learningRate, name }, { momentum: {}, velocity: {} })
    this.beta1 = checkNumber('Lamb', 'beta1', beta1, { least: 0, below: 1 })
    this.beta2 = checkNumber('Lamb', 'beta2', beta2, { least: 0, below: 1 })
    this.epsilon = checkNumber('Lamb', 'epsilon', epsilon, { least: 0 })
  }

  protected override update(weight: WeightUpdate<'momentum' | 'velocity'>): WeightStep<'momentum' | 'velocity'> {
    const { value, gradient, learningRate, step, slots } = weight
    const momentum = blend(slots.momentum, gradient, this.beta1)
    const velocity = blend(slots.velocity, gradient.square(), this.beta2)
    const root = velocity.div(debias(this.beta2, step)).sqrt().add(this.epsilon)
    const update = momentum.div(debias(this.beta1, step)).div(root)
    const [ofWeight, ofUpdate] = [value, update].map((x) => x.square().sum().sqrt())
    const isUsable = ofWeight!.greater(0).logicalAnd(ofUpdate!.greater(0))
    const ratio = where(isUsable, ofWeight!.div(where(isUsable, ofUpdate!, 1)), 1)
    return { value: value.sub(update.mul(ratio.mul(learningRate))), slots: { momentum, velocity } }
  }

  override getConfig(): ClassConfig['config'] {
    const { beta1, beta2, epsilon } = this
    return { ...super.getConfig(), beta1, beta2, epsilon }
  }
}
