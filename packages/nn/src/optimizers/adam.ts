/** Adam: step sizes from running moments of the gradients. */
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkFlag } from '../options/check-values.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { blend, debias } from './moments.ts'
import { Optimizer, optimizerOptionNames, type OptimizerOptions, type WeightStep, type WeightUpdate } from './optimizer.ts'

/** Options of `Adam` and `AdamW`. */
export interface AdamOptions extends OptimizerOptions {
  /** Share of the first moment that is kept, from 0 to below 1. Default 0.9. */
  readonly beta1?: number
  /** Share of the second moment that is kept, from 0 to below 1. Default 0.999. */
  readonly beta2?: number
  /** Added to the root of the second moment before its bias is corrected ("epsilon hat" of the paper), as Keras does. Default 1e-7. */
  readonly epsilon?: number
  /** Use the greatest second moment so far. Default false. */
  readonly amsgrad?: boolean
}

const optionNames: OptionNames<AdamOptions> = {
  ...optimizerOptionNames,
  beta1: true,
  beta2: true,
  epsilon: true,
  amsgrad: true,
}

type Slot = 'momentum' | 'velocity' | 'greatestVelocity'

/** What `Adam` and `AdamW` share. */
export abstract class AdamBase extends Optimizer<Slot> {
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  readonly amsgrad: boolean

  constructor(call: string, identifier: string, options: AdamOptions) {
    const {
      learningRate = 0.001,
      name = identifier,
      beta1 = 0.9,
      beta2 = 0.999,
      epsilon = 1e-7,
      amsgrad = false,
    } = checkOptions(call, options, optionNames)
    super(
      { ...options, learningRate, name },
      { momentum: {}, velocity: {}, ...(checkFlag(call, 'amsgrad', amsgrad) && { greatestVelocity: {} }) },
    )
    this.beta1 = checkNumber(call, 'beta1', beta1, { least: 0, below: 1 })
    this.beta2 = checkNumber(call, 'beta2', beta2, { least: 0, below: 1 })
    this.epsilon = checkNumber(call, 'epsilon', epsilon, { least: 0 })
    this.amsgrad = amsgrad
  }

  protected override update({ value, gradient, learningRate, step, slots }: WeightUpdate<Slot>): WeightStep<Slot> {
    const { beta1, beta2, epsilon, amsgrad } = this
    const momentum = blend(slots.momentum, gradient, beta1)
    const velocity = blend(slots.velocity, gradient.square(), beta2)
    const size = learningRate.mul(debias(beta2, step).sqrt()).div(debias(beta1, step))
    const greatestVelocity = amsgrad ? slots.greatestVelocity.maximum(velocity) : undefined
    const root = (greatestVelocity ?? velocity).sqrt().add(epsilon)
    return {
      value: value.sub(momentum.mul(size).div(root)),
      slots: { momentum, velocity, ...(greatestVelocity && { greatestVelocity }) },
    }
  }

  override getConfig(): ClassConfig['config'] {
    const { beta1, beta2, epsilon, amsgrad } = this
    return { ...super.getConfig(), beta1, beta2, epsilon, amsgrad }
  }
}

/**
 * Adaptive moment estimation.
 *
 * `m = beta1 * m + (1 - beta1) * g`, `v = beta2 * v + (1 - beta2) * g^2`,
 * `w -= learningRate * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon)`; with `amsgrad`, the greatest `v` so far.
 *
 * @param options - `learningRate` 0.001, `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-7, `amsgrad` false, and those of every optimizer
 * @throws ArgumentError when an option is unknown or out of range
 * @example
 * ```ts
 * model.compile({ optimizer: new Adam({ learningRate: 3e-4 }), loss: 'sparseCategoricalCrossentropy' })
 * ```
 * @source Kingma & Ba 2014, end of section 2; Reddi et al. 2018; Keras 3, `keras.optimizers.Adam`
 */
export class Adam extends AdamBase {
  static override readonly className: string = 'Adam'

  constructor(options: AdamOptions = {}) {
    super('Adam', 'adam', options)
  }
}
