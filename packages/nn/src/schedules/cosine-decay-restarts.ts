/** A learning rate that falls along half a cosine, again and again. */
import { full, type Tensor, where } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { Schedule } from './schedule.ts'

/** Options of `CosineDecayRestarts`. */
export interface CosineDecayRestartsOptions {
  /** The learning rate of the first step. */
  readonly initialLearningRate: number
  /** Steps of the first decay. */
  readonly firstDecaySteps: number
  /** How many times longer each decay is than the one before. Default 2. */
  readonly tMul?: number
  /** How many times higher each decay begins than the one before. Default 1. */
  readonly mMul?: number
  /** The end value, as a share of `initialLearningRate`. Default 0. */
  readonly alpha?: number
}

const optionNames: OptionNames<CosineDecayRestartsOptions> = {
  initialLearningRate: true,
  firstDecaySteps: true,
  tMul: true,
  mMul: true,
  alpha: true,
}

/**
 * In decay number i, from 0, of `firstDecaySteps * tMul^i` steps:
 * `initialLearningRate * ((1 - alpha) * mMul^i * (1 + cos(pi * share of its steps)) / 2 + alpha)`.
 *
 * @param options - `initialLearningRate`, `firstDecaySteps`, `tMul` 2, `mMul` 1, `alpha` 0
 * @throws ArgumentError when an option is missing, unknown or out of range
 * @example
 * ```ts
 * const learningRate = new CosineDecayRestarts({ initialLearningRate: 0.1, firstDecaySteps: 1000 })
 * model.compile({ optimizer: new SGD({ learningRate }), loss: 'meanSquaredError' })
 * ```
 * @source Loshchilov & Hutter 2017, section 3; Keras 3, `keras.optimizers.schedules.CosineDecayRestarts`
 */
export class CosineDecayRestarts extends Schedule {
  static override readonly className: string = 'CosineDecayRestarts'
  readonly initialLearningRate: number
  readonly firstDecaySteps: number
  readonly tMul: number
  readonly mMul: number
  readonly alpha: number

  constructor(options: CosineDecayRestartsOptions) {
    super()
    const call = this.className
    const { initialLearningRate, firstDecaySteps, tMul = 2, mMul = 1, alpha = 0 } = checkOptions(call, options, optionNames)
    this.initialLearningRate = checkNumber(call, 'initialLearningRate', initialLearningRate)
    this.firstDecaySteps = checkNumber(call, 'firstDecaySteps', firstDecaySteps, { above: 0 })
    this.tMul = checkNumber(call, 'tMul', tMul, { least: 1 })
    this.mMul = checkNumber(call, 'mMul', mMul)
    this.alpha = checkNumber(call, 'alpha', alpha)
  }

  override at(step: Tensor): Tensor {
    const turns = step.cast('float32').div(this.firstDecaySteps)
    const restarts = this.#restartsIn(turns)
    const share = turns.sub(this.#startOf(restarts)).div(power(this.tMul, restarts))
    const cosine = share.mul(Math.PI).cos().add(1).mul(0.5).mul(power(this.mMul, restarts))
    return cosine
      .mul(1 - this.alpha)
      .add(this.alpha)
      .mul(this.initialLearningRate)
  }

  /** Where the decay after so many restarts begins, in units of the first one. */
  #startOf(restarts: Tensor): Tensor {
    const { tMul } = this
    return tMul === 1
      ? restarts
      : power(tMul, restarts)
          .sub(1)
          .div(tMul - 1)
  }

  /** How many restarts there have been. */
  #restartsIn(turns: Tensor): Tensor {
    const { tMul } = this
    if (tMul === 1) return turns.floor()
    const estimate = turns
      .mul(tMul - 1)
      .add(1)
      .log()
      .div(Math.log(tMul))
      .round()
    // The logarithm is rounded: at a restart it may say that it has not come yet.
    return where(this.#startOf(estimate).lessEqual(turns), estimate, estimate.sub(1))
  }

  override getConfig(): ClassConfig['config'] {
    const { initialLearningRate, firstDecaySteps, tMul, mMul, alpha } = this
    return { initialLearningRate, firstDecaySteps, tMul, mMul, alpha }
  }
}

const power = (base: number, exponent: Tensor): Tensor => full([], base).pow(exponent)
