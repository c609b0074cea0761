/** Step sizes from a running mean of squared gradients. */
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkFlag } from '../options/check-values.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { Optimizer, optimizerOptionNames, type OptimizerOptions, type WeightStep, type WeightUpdate } from './optimizer.ts'

/** Options of `RMSprop`. */
export interface RMSpropOptions extends OptimizerOptions {
  /** Share of the running means that is kept, from 0 to below 1. Default 0.9. */
  readonly rho?: number
  /** Share of the last movement that is kept, from 0 to below 1. Default 0. */
  readonly momentum?: number
  /** Added to the mean square inside the root. Default 1e-7. */
  readonly epsilon?: number
  /** Use an estimate of the variance instead of the mean square. Default false. */
  readonly centered?: boolean
}

const optionNames: OptionNames<RMSpropOptions> = {
  ...optimizerOptionNames,
  rho: true,
  momentum: true,
  epsilon: true,
  centered: true,
}

type Slot = 'velocity' | 'momentum' | 'averageGradient'

/**
 * `v = rho * v + (1 - rho) * g^2`, `w -= learningRate * g / sqrt(v + epsilon)`; with `centered`, `v - mean(g)^2` in the place of `v`;
 * with `momentum`, `m = momentum * m + step`, `w -= m`.
 *
 * @param options - `learningRate` 0.001, `rho` 0.9, `momentum` 0, `epsilon` 1e-7, `centered` false, and those of every optimizer
 * @throws ArgumentError when an option is unknown or out of range
 * @example
 * ```ts
 * model.compile({ optimizer: new RMSprop({ learningRate: 1e-4 }), loss: 'meanSquaredError' })
 * ```
 * @source Tieleman & Hinton 2012, lecture 6.5; Keras 3, `keras.optimizers.RMSprop`
 */
export class RMSprop extends Optimizer<Slot> {
  static override readonly className: string = 'RMSprop'
  readonly rho: number
  readonly momentum: number
  readonly epsilon: number
  readonly centered: boolean

  constructor(options: RMSpropOptions = {}) {
    const {
      learningRate = 0.001,
      name = 'rmsprop',
      rho = 0.9,
      momentum = 0,
      epsilon = 1e-7,
      centered = false,
    } = checkOptions('RMSprop', options, optionNames)
    super(
      { ...options, learningRate, name },
      { velocity: {}, ...(momentum > 0 && { momentum: {} }), ...(centered && { averageGradient: {} }) },
    )
    this.rho = checkNumber('RMSprop', 'rho', rho, { least: 0, below: 1 })
    this.momentum = checkNumber('RMSprop', 'momentum', momentum, { least: 0, below: 1 })
    this.epsilon = checkNumber('RMSprop', 'epsilon', epsilon, { least: 0 })
    this.centered = checkFlag('RMSprop', 'centered', centered)
  }

  protected override update({ value, gradient, learningRate, slots }: WeightUpdate<Slot>): WeightStep<Slot> {
    const { rho, epsilon, centered } = this
    const velocity = slots.velocity.mul(rho).add(gradient.square().mul(1 - rho))
    const averageGradient = centered ? slots.averageGradient.mul(rho).add(gradient.mul(1 - rho)) : undefined
    const spread = averageGradient ? velocity.sub(averageGradient.square()) : velocity
    const step = gradient.mul(learningRate).div(spread.add(epsilon).sqrt())
    const momentum = this.momentum > 0 ? slots.momentum.mul(this.momentum).add(step) : undefined
    const kept = { velocity, ...(averageGradient && { averageGradient }), ...(momentum && { momentum }) }
    return { value: value.sub(momentum ?? step), slots: kept }
  }

  override getConfig(): ClassConfig['config'] {
    const { rho, momentum, epsilon, centered } = this
    return { ...super.getConfig(), rho, momentum, epsilon, centered }
  }
}
