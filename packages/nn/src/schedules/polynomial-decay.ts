/** A learning rate that falls to an end value along a power. */
import { type Tensor, where } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkFlag } from '../options/check-values.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { Schedule } from './schedule.ts'

/** Options of `PolynomialDecay`. */
export interface PolynomialDecayOptions {
  /** The learning rate of the first step. */
  readonly initialLearningRate: number
  /** Steps until the end value is reached. */
  readonly decaySteps: number
  /** Default 0.0001. */
  readonly endLearningRate?: number
  /** 1 falls in a straight line. Default 1. */
  readonly power?: number
  /** Start again, over ever more steps, instead of staying at the end value. Default false. */
  readonly cycle?: boolean
}

const optionNames: OptionNames<PolynomialDecayOptions> = {
  initialLearningRate: true,
  decaySteps: true,
  endLearningRate: true,
  power: true,
  cycle: true,
}

/**
 * `(initialLearningRate - endLearningRate) * (1 - step / decaySteps)^power + endLearningRate`; after `decaySteps`, the end value.
 *
 * @param options - `initialLearningRate`, `decaySteps`, `endLearningRate` 0.0001, `power` 1, `cycle` false: with it, `decaySteps`
 *   is replaced by its next multiple
 * @throws ArgumentError when an option is missing, unknown or out of range
 * @example
 * ```ts
 * const learningRate = new PolynomialDecay({ initialLearningRate: 0.1, decaySteps: 1000, power: 0.5 })
 * model.compile({ optimizer: new SGD({ learningRate }), loss: 'meanSquaredError' })
 * ```
 * @source Keras 3, `keras.optimizers.schedules.PolynomialDecay`
 */
export class PolynomialDecay extends Schedule {
  static override readonly className: string = 'PolynomialDecay'
  readonly initialLearningRate: number
  readonly decaySteps: number
  readonly endLearningRate: number
  readonly power: number
  readonly cycle: boolean

  constructor(options: PolynomialDecayOptions) {
    super()
    const call = this.className
    checkOptions(call, options, optionNames)
    const { initialLearningRate, decaySteps, endLearningRate = 0.0001, power = 1, cycle = false } = options
    this.initialLearningRate = checkNumber(call, 'initialLearningRate', initialLearningRate)
    this.decaySteps = checkNumber(call, 'decaySteps', decaySteps, { above: 0 })
    this.endLearningRate = checkNumber(call, 'endLearningRate', endLearningRate)
    this.power = checkNumber(call, 'power', power)
    this.cycle = checkFlag(call, 'cycle', cycle)
  }

  override at(step: Tensor): Tensor {
    const { initialLearningRate, endLearningRate, power } = this
    const left = this.#done(step.cast('float32')).neg().add(1)
    return left
      .pow(power)
      .mul(initialLearningRate - endLearningRate)
      .add(endLearningRate)
  }

  /** The share of the way to the end value. */
  #done(step: Tensor): Tensor {
    const turns = step.div(this.decaySteps)
    if (!this.cycle) return turns.minimum(1)
    return turns.div(where(step.equal(0), 1, turns.ceil()))
  }

  override getConfig(): ClassConfig['config'] {
    const { initialLearningRate, decaySteps, endLearningRate, power, cycle } = this
    return { initialLearningRate, decaySteps, endLearningRate, power, cycle }
  }
}
