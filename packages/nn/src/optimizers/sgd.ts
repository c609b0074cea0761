/** Stochastic gradient descent. */
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkFlag } from '../options/check-values.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { Optimizer, optimizerOptionNames, type OptimizerOptions, type WeightStep, type WeightUpdate } from './optimizer.ts'

/** Options of `SGD`. */
export interface SGDOptions extends OptimizerOptions {
  /** Share of the last movement that is kept, from 0 to below 1. Default 0. */
  readonly momentum?: number
  /** Look ahead along the movement. Default false. */
  readonly nesterov?: boolean
}

const optionNames: OptionNames<SGDOptions> = { ...optimizerOptionNames, momentum: true, nesterov: true }

/**
 * Gradient descent, with or without momentum.
 *
 * Without: `w -= learningRate * g`. With: `m = momentum * m - learningRate * g`, then `w += m`, or with `nesterov`
 * `w += momentum * m - learningRate * g`.
 *
 * @param options - `learningRate` 0.01, `momentum` 0, `nesterov` false, and those of every optimizer
 * @throws ArgumentError when an option is unknown or out of range
 * @example
 * ```ts
 * model.compile({ optimizer: new SGD({ learningRate: 0.1, momentum: 0.9 }), loss: 'meanSquaredError' })
 * ```
 * @source Keras 3, `keras.optimizers.SGD`
 */
export class SGD extends Optimizer<'momentum'> {
  static override readonly className: string = 'SGD'
  readonly momentum: number
  readonly nesterov: boolean

  constructor(options: SGDOptions = {}) {
    const { learningRate = 0.01, name = 'sgd', momentum = 0, nesterov = false } = checkOptions('SGD', options, optionNames)
    super({ ...options, learningRate, name }, momentum === 0 ? {} : { momentum: {} })
    this.momentum = checkNumber('SGD', 'momentum', momentum, { least: 0, below: 1 })
    this.nesterov = checkFlag('SGD', 'nesterov', nesterov)
  }

  protected override update({ value, gradient, learningRate, slots }: WeightUpdate<'momentum'>): WeightStep<'momentum'> {
    const descent = gradient.mul(learningRate)
    if (this.momentum === 0) return { value: value.sub(descent) }
    const movement = slots.momentum.mul(this.momentum).sub(descent)
    const taken = this.nesterov ? movement.mul(this.momentum).sub(descent) : movement
    return { value: value.add(taken), slots: { momentum: movement } }
  }

  override getConfig(): ClassConfig['config'] {
    const { momentum, nesterov } = this
    return { ...super.getConfig(), momentum, nesterov }
  }
}
