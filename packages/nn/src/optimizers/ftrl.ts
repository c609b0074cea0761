/** Follow the regularized leader: sparse weights. */
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { Optimizer, optimizerOptionNames, type OptimizerOptions, type WeightStep, type WeightUpdate } from './optimizer.ts'

/** Options of `Ftrl`. */
export interface FtrlOptions extends OptimizerOptions {
  /** How the step size falls with the sum of squared gradients, at most 0. Default -0.5. */
  readonly learningRatePower?: number
  /** The first value of the sum of squared gradients. Default 0.1. */
  readonly initialAccumulatorValue?: number
  /** Makes weights zero. Default 0. */
  readonly l1RegularizationStrength?: number
  /** Makes weights small. Default 0. */
  readonly l2RegularizationStrength?: number
  /** Makes weights small, acting on the gradients. Default 0. */
  readonly l2ShrinkageRegularizationStrength?: number
  /** Makes steps smaller at the beginning. Default 0. */
  readonly beta?: number
}

const optionNames: OptionNames<FtrlOptions> = {
  ...optimizerOptionNames,
  learningRatePower: true,
  initialAccumulatorValue: true,
  l1RegularizationStrength: true,
  l2RegularizationStrength: true,
  l2ShrinkageRegularizationStrength: true,
  beta: true,
}

type Slot = 'accumulator' | 'linear'

/**
 * `a' = a + g^2`; `z += g + 2 * shrinkage * w - (a'^-p - a^-p) / learningRate * w` with the power `p`;
 * `w = (clip(z, -l1, l1) - z) / (a'^-p / learningRate + 2 * l2 + beta / learningRate)`.
 *
 * @param options - `learningRate` 0.001, `learningRatePower` -0.5, `initialAccumulatorValue` 0.1, `l1RegularizationStrength` 0, `l2RegularizationStrength` 0, `l2ShrinkageRegularizationStrength` 0, `beta` 0, and those of every optimizer
 * @throws ArgumentError when an option is unknown or out of range
 * @source McMahan et al. 2013, algorithm 1; Keras 3, `keras.optimizers.Ftrl`
 */
export class Ftrl extends Optimizer<Slot> {
  static override readonly className: string = 'Ftrl'
  readonly learningRatePower: number
  readonly initialAccumulatorValue: number
  readonly l1RegularizationStrength: number
  readonly l2RegularizationStrength: number
  readonly l2ShrinkageRegularizationStrength: number
  readonly beta: number

  constructor(options: FtrlOptions = {}) {
    const {
      learningRate = 0.001,
      name = 'ftrl',
      learningRatePower = -0.5,
      initialAccumulatorValue = 0.1,
      l1RegularizationStrength = 0,
      l2RegularizationStrength = 0,
      l2ShrinkageRegularizationStrength = 0,
      beta = 0,
    } = checkOptions('Ftrl', options, optionNames)
    super({ ...options, learningRate, name }, { accumulator: { initial: initialAccumulatorValue }, linear: {} })
    this.learningRatePower = checkNumber('Ftrl', 'learningRatePower', learningRatePower, { most: 0 })
    this.initialAccumulatorValue = checkNumber('Ftrl', 'initialAccumulatorValue', initialAccumulatorValue, { least: 0 })
    this.l1RegularizationStrength = checkNumber('Ftrl', 'l1RegularizationStrength', l1RegularizationStrength, { least: 0 })
    this.l2RegularizationStrength = checkNumber('Ftrl', 'l2RegularizationStrength', l2RegularizationStrength, { least: 0 })
    this.l2ShrinkageRegularizationStrength = checkNumber(
      'Ftrl',
      'l2ShrinkageRegularizationStrength',
      l2ShrinkageRegularizationStrength,
      { least: 0 },
    )
    this.beta = checkNumber('Ftrl', 'beta', beta, {})
  }

  protected override update({ value, gradient, learningRate, slots }: WeightUpdate<Slot>): WeightStep<Slot> {
    const { learningRatePower, l1RegularizationStrength: l1, l2RegularizationStrength: l2, beta } = this
    const accumulator = slots.accumulator.add(gradient.square())
    const [before, after] = [slots.accumulator, accumulator].map((x) => x.pow(-learningRatePower))
    const shrunk = gradient.add(value.mul(2 * this.l2ShrinkageRegularizationStrength))
    const linear = slots.linear.add(shrunk.sub(after!.sub(before!).div(learningRate).mul(value)))
    const quadratic = after!
      .add(beta)
      .div(learningRate)
      .add(2 * l2)
    return { value: linear.clip(-l1, l1).sub(linear).div(quadratic), slots: { accumulator, linear } }
  }

  override getConfig(): ClassConfig['config'] {
    const {
      learningRatePower,
      initialAccumulatorValue,
      l1RegularizationStrength,
      l2RegularizationStrength,
      l2ShrinkageRegularizationStrength,
      beta,
    } = this
    return {
      ...super.getConfig(),
      learningRatePower,
      initialAccumulatorValue,
      l1RegularizationStrength,
      l2RegularizationStrength,
      l2ShrinkageRegularizationStrength,
      beta,
    }
  }
}
