/** Adam with little memory: the second moment of a matrix is kept as a row and a column. */
import type { Tensor } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkFlag } from '../options/check-values.ts'
import type { ClassConfig } from '../options/class-config.ts'
import {
  Optimizer,
  optimizerOptionNames,
  type OptimizerOptions,
  type Slots,
  type WeightStep,
  type WeightUpdate,
} from './optimizer.ts'

/** Options of `Adafactor`. */
export interface AdafactorOptions extends OptimizerOptions {
  /** Power of the step by which the moments forget. Default -0.8. */
  readonly beta2Decay?: number
  /** Added to squared gradients. Default 1e-30. */
  readonly epsilon1?: number
  /** Least scale of a weight. Default 1e-3. */
  readonly epsilon2?: number
  /** Greatest root mean square of a step. Default 1. */
  readonly clipThreshold?: number
  /** Has no effect, as in Keras, where the step is relative always. Default true. */
  readonly relativeStep?: boolean
}

const optionNames: OptionNames<AdafactorOptions> = {
  ...optimizerOptionNames,
  beta2Decay: true,
  epsilon1: true,
  epsilon2: true,
  clipThreshold: true,
  relativeStep: true,
}

type Slot = 'velocity' | 'row' | 'column'

const rms = (x: Tensor): Tensor => x.square().mean().sqrt()

/** The second moment from a row and a column. */
function factored(slots: Slots<Slot>, square: Tensor, mean: (before: Tensor, x: Tensor) => Tensor): Slots<Slot> {
  const [row, column] = [mean(slots.row, square.mean(-1)), mean(slots.column, square.mean(-2))]
  const shares = row.div(row.mean(-1, { keepDims: true }))
  return { row, column, velocity: shares.expandDims(-1).mul(column.expandDims(-2)) }
}

/**
 * Weights of two or more axes keep means of squared gradients over their last and their last but one axis, `r` and `c`, whose product
 * `r / mean(r) * c` stands for the second moment `v`; others keep `v` itself. With `rho = min(learningRate, 1 / sqrt(t))` and
 * `u = g / sqrt(v)`: `w -= max(epsilon2, rms(w)) * rho * u / max(1, rms(u) / clipThreshold)`.
 *
 * @param options - `learningRate` 0.001, `beta2Decay` -0.8, `epsilon1` 1e-30, `epsilon2` 1e-3, `clipThreshold` 1, `relativeStep` true, and those of every optimizer
 * @throws ArgumentError when an option is unknown or out of range
 * @source Shazeer & Stern 2018, algorithm 4; Keras 3, `keras.optimizers.Adafactor`
 */
export class Adafactor extends Optimizer<Slot> {
  static override readonly className: string = 'Adafactor'
  readonly beta2Decay: number
  readonly epsilon1: number
  readonly epsilon2: number
  readonly clipThreshold: number
  readonly relativeStep: boolean

  constructor(options: AdafactorOptions = {}) {
    const {
      learningRate = 0.001,
      name = 'adafactor',
      beta2Decay = -0.8,
      epsilon1 = 1e-30,
      epsilon2 = 1e-3,
      clipThreshold = 1,
      relativeStep = true,
    } = checkOptions('Adafactor', options, optionNames)
    super(
      { ...options, learningRate, name },
      {
        velocity: {},
        row: { shape: (weight) => (weight.length < 2 ? [] : weight.slice(0, -1)) },
        column: { shape: (weight) => (weight.length < 2 ? [] : [...weight.slice(0, -2), weight.at(-1)!]) },
      },
    )
    this.beta2Decay = checkNumber('Adafactor', 'beta2Decay', beta2Decay, {})
    this.epsilon1 = checkNumber('Adafactor', 'epsilon1', epsilon1, { least: 0 })
    this.epsilon2 = checkNumber('Adafactor', 'epsilon2', epsilon2, { least: 0 })
    this.clipThreshold = checkNumber('Adafactor', 'clipThreshold', clipThreshold, { above: 0 })
    this.relativeStep = checkFlag('Adafactor', 'relativeStep', relativeStep)
  }

  protected override update({ value, gradient, learningRate, step, slots }: WeightUpdate<Slot>): WeightStep<Slot> {
    const square = gradient.square().add(this.epsilon1)
    const kept = step.pow(this.beta2Decay).neg().add(1)
    const mean = (before: Tensor, x: Tensor): Tensor => before.mul(kept).add(x.mul(kept.neg().add(1)))
    const next = gradient.rank < 2 ? { velocity: mean(slots.velocity, square) } : factored(slots, square, mean)
    const update = gradient.div(next.velocity.sqrt())
    const clipped = update.div(rms(update).div(this.clipThreshold).maximum(1))
    const size = rms(value).maximum(this.epsilon2).mul(learningRate.minimum(step.rsqrt()))
    return { value: value.sub(clipped.mul(size)), slots: next }
  }

  override getConfig(): ClassConfig['config'] {
    const { beta2Decay, epsilon1, epsilon2, clipThreshold, relativeStep } = this
    return { ...super.getConfig(), beta2Decay, epsilon1, epsilon2, clipThreshold, relativeStep }
  }
}
