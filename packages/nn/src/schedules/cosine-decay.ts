/** A learning rate that falls along half a cosine, after a warm-up. */
import { type Tensor, where } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { Schedule } from './schedule.ts'

/** Options of `CosineDecay`. */
export interface CosineDecayOptions {
  /** The learning rate of the first step. */
  readonly initialLearningRate: number
  /** Steps of the decay, after those of the warm-up. */
  readonly decaySteps: number
  /** The end value, as a share of where the decay begins. Default 0. */
  readonly alpha?: number
  /** Where the warm-up leads to, in a straight line. Default: no warm-up. */
  readonly warmupTarget?: number | undefined
  /** Steps of the warm-up. Default 0. */
  readonly warmupSteps?: number
}

const optionNames: OptionNames<CosineDecayOptions> = {
  initialLearningRate: true,
  decaySteps: true,
  alpha: true,
  warmupTarget: true,
  warmupSteps: true,
}

/**
 * Warm-up from `initialLearningRate` to `warmupTarget`, if there is one; then
 * `start * ((1 - alpha) * (1 + cos(pi * step / decaySteps)) / 2 + alpha)`; then `start * alpha`.
 *
 * @param options - `initialLearningRate`, `decaySteps`, `alpha` 0, `warmupTarget` none, `warmupSteps` 0
 * @throws ArgumentError when an option is missing, unknown or out of range
 * @example
 * ```ts
 * const learningRate = new CosineDecay({ initialLearningRate: 0, warmupTarget: 0.001, warmupSteps: 1000, decaySteps: 9000 })
 * model.compile({ optimizer: new AdamW({ learningRate }), loss: 'sparseCategoricalCrossentropy' })
 * ```
 * @source Loshchilov & Hutter 2017, eq. 5; Keras 3, `keras.optimizers.schedules.CosineDecay`
 */
export class CosineDecay extends Schedule {
  static override readonly className: string = 'CosineDecay'
  readonly initialLearningRate: number
  readonly decaySteps: number
  readonly alpha: number
  readonly warmupTarget: number | undefined
  readonly warmupSteps: number

  constructor(options: CosineDecayOptions) {
    super()
    const call = this.className
    const { initialLearningRate, decaySteps, alpha = 0, warmupTarget, warmupSteps = 0 } = checkOptions(call, options, optionNames)
    this.initialLearningRate = checkNumber(call, 'initialLearningRate', initialLearningRate)
    this.decaySteps = checkNumber(call, 'decaySteps', decaySteps, { above: 0 })
    this.alpha = checkNumber(call, 'alpha', alpha)
    this.warmupTarget = warmupTarget === undefined ? undefined : checkNumber(call, 'warmupTarget', warmupTarget)
    this.warmupSteps = checkNumber(call, 'warmupSteps', warmupSteps, { least: 0 })
  }

  override at(step: Tensor): Tensor {
    const { initialLearningRate, warmupTarget, warmupSteps } = this
    const position = step.cast('float32')
    if (warmupTarget === undefined) return this.#decayed(position, initialLearningRate)
    const decayed = this.#decayed(position.sub(warmupSteps), warmupTarget)
    if (warmupSteps === 0) return decayed
    const warm = position
      .div(warmupSteps)
      .mul(warmupTarget - initialLearningRate)
      .add(initialLearningRate)
    return where(position.less(warmupSteps), warm, decayed)
  }

  #decayed(position: Tensor, start: number): Tensor {
    const share = position.minimum(this.decaySteps).div(this.decaySteps)
    const cosine = share.mul(Math.PI).cos().add(1).mul(0.5)
    return cosine
      .mul(1 - this.alpha)
      .add(this.alpha)
      .mul(start)
  }

  override getConfig(): ClassConfig['config'] {
    const { initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps } = this
    return { initialLearningRate, decaySteps, alpha, warmupSteps, ...(warmupTarget !== undefined && { warmupTarget }) }
  }
}
