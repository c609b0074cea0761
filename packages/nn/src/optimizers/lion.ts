/** Steps by the sign of a momentum. */
import type { Tensor } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { Optimizer, optimizerOptionNames, type OptimizerOptions, type WeightStep, type WeightUpdate } from './optimizer.ts'

/** Options of `Lion`. */
export interface LionOptions extends OptimizerOptions {
  /** Share of the momentum in the step, above 0. Default 0.9. */
  readonly beta1?: number
  /** Share of the momentum that is kept. Default 0.99. */
  readonly beta2?: number
}

const optionNames: OptionNames<LionOptions> = { ...optimizerOptionNames, beta1: true, beta2: true }

/**
 * `w -= learningRate * sign(beta1 * m + (1 - beta1) * g)`, then `m = beta2 * m + (1 - beta2) * g`.
 *
 * @param options - `learningRate` 0.001, `beta1` 0.9, `beta2` 0.99, and those of every optimizer
 * @throws ArgumentError when an option is unknown or out of range
 * @example
 * ```ts
 * model.compile({ optimizer: new Lion({ learningRate: 1e-4, weightDecay: 0.1 }), loss: 'meanSquaredError' })
 * ```
 * @source Chen et al. 2023, algorithm 2; Keras 3, `keras.optimizers.Lion`
 */
export class Lion extends Optimizer<'momentum'> {
  static override readonly className: string = 'Lion'
  readonly beta1: number
  readonly beta2: number

  constructor(options: LionOptions = {}) {
    const { learningRate = 0.001, name = 'lion', beta1 = 0.9, beta2 = 0.99 } = checkOptions('Lion', options, optionNames)
    super({ ...options, learningRate, name }, { momentum: {} })
    this.beta1 = checkNumber('Lion', 'beta1', beta1, { above: 0, most: 1 })
    this.beta2 = checkNumber('Lion', 'beta2', beta2, { least: 0, most: 1 })
  }

  protected override update({ value, gradient, learningRate, slots }: WeightUpdate<'momentum'>): WeightStep<'momentum'> {
    const mix = (share: number): Tensor => slots.momentum.mul(share).add(gradient.mul(1 - share))
    return { value: value.sub(mix(this.beta1).sign().mul(learningRate)), slots: { momentum: mix(this.beta2) } }
  }

  override getConfig(): ClassConfig['config'] {
    const { beta1, beta2 } = this
    return { ...super.getConfig(), beta1, beta2 }
  }
}
