/** Step sizes from running means of squared gradients and squared steps. */
import type { Tensor } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { Optimizer, optimizerOptionNames, type OptimizerOptions, type WeightStep, type WeightUpdate } from './optimizer.ts'

/** Options of `Adadelta`. */
export interface AdadeltaOptions extends OptimizerOptions {
  /** Share of the running means that is kept, from 0 to below 1. Default 0.95. */
  readonly rho?: number
  /** Added to the means inside the roots. Default 1e-7. */
  readonly epsilon?: number
}

const optionNames: OptionNames<AdadeltaOptions> = { ...optimizerOptionNames, rho: true, epsilon: true }

type Slot = 'accumulatedGradient' | 'accumulatedDelta'

/**
 * `a = rho * a + (1 - rho) * g^2`, `d = -sqrt(s + epsilon) / sqrt(a + epsilon) * g`, `s = rho * s + (1 - rho) * d^2`, `w += learningRate * d`.
 *
 * @param options - `learningRate` 0.001, `rho` 0.95, `epsilon` 1e-7, and those of every optimizer
 * @throws ArgumentError when an option is unknown or out of range
 * @source Zeiler 2012, algorithm 1; Keras 3, `keras.optimizers.Adadelta`
 */
export class Adadelta extends Optimizer<Slot> {
  static override readonly className: string = 'Adadelta'
  readonly rho: number
  readonly epsilon: number

  constructor(options: AdadeltaOptions = {}) {
    const { learningRate = 0.001, name = 'adadelta', rho = 0.95, epsilon = 1e-7 } = checkOptions('Adadelta', options, optionNames)
    super({ ...options, learningRate, name }, { accumulatedGradient: {}, accumulatedDelta: {} })
    this.rho = checkNumber('Adadelta', 'rho', rho, { least: 0, below: 1 })
    this.epsilon = checkNumber('Adadelta', 'epsilon', epsilon, { least: 0 })
  }

  protected override update({ value, gradient, learningRate, slots }: WeightUpdate<Slot>): WeightStep<Slot> {
    const { rho, epsilon } = this
    const rms = (x: Tensor): Tensor => x.add(epsilon).sqrt()
    const mean = (before: Tensor, x: Tensor): Tensor => before.mul(rho).add(x.square().mul(1 - rho))
    const accumulatedGradient = mean(slots.accumulatedGradient, gradient)
    const delta = rms(slots.accumulatedDelta).mul(gradient).div(rms(accumulatedGradient)).neg()
    const accumulatedDelta = mean(slots.accumulatedDelta, delta)
    return { value: value.add(delta.mul(learningRate)), slots: { accumulatedGradient, accumulatedDelta } }
  }

  override getConfig(): ClassConfig['config'] {
    const { rho, epsilon } = this
    return { ...super.getConfig(), rho, epsilon }
  }
}
