/** What schedules by a rate of decay have in common. */
import type { Tensor } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkFlag } from '../options/check-values.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { Schedule } from './schedule.ts'

/** Options of schedules by a rate of decay. */
export interface RateDecayOptions {
  /** The learning rate of the first step. */
  readonly initialLearningRate: number
  /** Steps in which the rate of decay acts once. */
  readonly decaySteps: number
  /** How fast: what `ExponentialDecay` multiplies with once in `decaySteps`, what `InverseTimeDecay` adds to its divisor. */
  readonly decayRate: number
  /** Decay at the end of every `decaySteps` steps only, instead of at every step. Default false. */
  readonly staircase?: boolean
}

const optionNames: OptionNames<RateDecayOptions> = {
  initialLearningRate: true,
  decaySteps: true,
  decayRate: true,
  staircase: true,
}

/** A learning rate that is a function of how often the rate of decay has acted. */
export abstract class RateDecay extends Schedule {
  readonly initialLearningRate: number
  readonly decaySteps: number
  /** How fast: what `ExponentialDecay` multiplies with once in `decaySteps`, what `InverseTimeDecay` adds to its divisor. */
  readonly decayRate: number
  readonly staircase: boolean

  constructor(options: RateDecayOptions) {
    super()
    const call = this.className
    const { initialLearningRate, decaySteps, decayRate, staircase = false } = checkOptions(call, options, optionNames)
    this.initialLearningRate = checkNumber(call, 'initialLearningRate', initialLearningRate)
    this.decaySteps = checkNumber(call, 'decaySteps', decaySteps, { above: 0 })
    this.decayRate = checkNumber(call, 'decayRate', decayRate)
    this.staircase = checkFlag(call, 'staircase', staircase)
  }

  /** The learning rate after the rate of decay has acted `times`, float32. */
  protected abstract decayed(times: Tensor): Tensor

  override at(step: Tensor): Tensor {
    const times = step.cast('float32').div(this.decaySteps)
    return this.decayed(this.staircase ? times.floor() : times)
  }

  override getConfig(): ClassConfig['config'] {
    const { initialLearningRate, decaySteps, decayRate, staircase } = this
    return { initialLearningRate, decaySteps, decayRate, staircase }
  }
}
