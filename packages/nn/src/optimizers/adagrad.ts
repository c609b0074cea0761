/** Step sizes from the sum of all squared gradients. */
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { Optimizer, optimizerOptionNames, type OptimizerOptions, type WeightStep, type WeightUpdate } from './optimizer.ts'

/** Options of `Adagrad`. */
export interface AdagradOptions extends OptimizerOptions {
  /** The first value of the sum. Default 0.1. */
  readonly initialAccumulatorValue?: number
  /** Added to the sum inside the root. Default 1e-7. */
  readonly epsilon?: number
}

const optionNames: OptionNames<AdagradOptions> = { ...optimizerOptionNames, initialAccumulatorValue: true, epsilon: true }

/**
 * `a += g^2`, `w -= learningRate * g / sqrt(a + epsilon)`.
 *
 * @param options - `learningRate` 0.001, `initialAccumulatorValue` 0.1, `epsilon` 1e-7, and those of every optimizer
 * @throws ArgumentError when an option is unknown or out of range
 * @source Duchi et al. 2011; Keras 3, `keras.optimizers.Adagrad`
 */
export class Adagrad extends Optimizer<'accumulator'> {
  static override readonly className: string = 'Adagrad'
  readonly initialAccumulatorValue: number
  readonly epsilon: number

  constructor(options: AdagradOptions = {}) {
    const {
      learningRate = 0.001,
      name = 'adagrad',
      initialAccumulatorValue = 0.1,
      epsilon = 1e-7,
    } = checkOptions('Adagrad', options, optionNames)
    super({ ...options, learningRate, name }, { accumulator: { initial: initialAccumulatorValue } })
    this.initialAccumulatorValue = checkNumber('Adagrad', 'initialAccumulatorValue', initialAccumulatorValue, { least: 0 })
    this.epsilon = checkNumber('Adagrad', 'epsilon', epsilon, { least: 0 })
  }

  protected override update({ value, gradient, learningRate, slots }: WeightUpdate<'accumulator'>): WeightStep<'accumulator'> {
    const accumulator = slots.accumulator.add(gradient.square())
    const step = gradient.mul(learningRate).div(accumulator.add(this.epsilon).sqrt())
    return { value: value.sub(step), slots: { accumulator } }
  }

  override getConfig(): ClassConfig['config'] {
    const { initialAccumulatorValue, epsilon } = this
    return { ...super.getConfig(), initialAccumulatorValue, epsilon }
  }
}
