/** Adam with Nesterov momentum. */
import { full, type Tensor } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { blend, debias } from './moments.ts'
import { Optimizer, optimizerOptionNames, type OptimizerOptions, type WeightStep, type WeightUpdate } from './optimizer.ts'

/** Options of `Nadam`. */
export interface NadamOptions extends OptimizerOptions {
  /** Share of the first moment that is kept, from 0 to below 1. Default 0.9. */
  readonly beta1?: number
  /** Share of the second moment that is kept, from 0 to below 1. Default 0.999. */
  readonly beta2?: number
  /** Added to the root of the second moment. Default 1e-7. */
  readonly epsilon?: number
}

const optionNames: OptionNames<NadamOptions> = { ...optimizerOptionNames, beta1: true, beta2: true, epsilon: true }

type Slot = 'momentum' | 'velocity' | 'product'

const complement = (x: Tensor): Tensor => x.neg().add(1)

/**
 * Adam, whose first moment looks ahead: with `u_t = beta1 * (1 - 0.96^t / 2)` and the product `U_t` of them so far,
 * `m^ = u_{t+1} * m / (1 - U_{t+1}) + (1 - u_t) * g / (1 - U_t)`, `v^ = v / (1 - beta2^t)`,
 * `w -= learningRate * m^ / (sqrt(v^) + epsilon)`.
 *
 * @param options - `learningRate` 0.001, `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-7, and those of every optimizer
 * @throws ArgumentError when an option is unknown or out of range
 * @source Dozat 2016; Keras 3, `keras.optimizers.Nadam`
 */
export class Nadam extends Optimizer<Slot> {
  static override readonly className: string = 'Nadam'
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number

  constructor(options: NadamOptions = {}) {
    const {
      learningRate = 0.001,
      name = 'nadam',
      beta1 = 0.9,
      beta2 = 0.999,
      epsilon = 1e-7,
    } = checkOptions('Nadam', options, optionNames)
    super({ ...options, learningRate, name }, { momentum: {}, velocity: {}, product: { initial: 1, shape: () => [] } })
    this.beta1 = checkNumber('Nadam', 'beta1', beta1, { least: 0, below: 1 })
    this.beta2 = checkNumber('Nadam', 'beta2', beta2, { least: 0, below: 1 })
    this.epsilon = checkNumber('Nadam', 'epsilon', epsilon, { least: 0 })
  }

  protected override update({ value, gradient, learningRate, step, slots }: WeightUpdate<Slot>): WeightStep<Slot> {
    const { beta1, beta2, epsilon } = this
    const share = (at: Tensor): Tensor => full([], 0.96, at.dtype).pow(at).mul(-0.5).add(1).mul(beta1)
    const [now, next] = [share(step), share(step.add(1))]
    const product = slots.product.mul(now)
    const momentum = blend(slots.momentum, gradient, beta1)
    const velocity = blend(slots.velocity, gradient.square(), beta2)
    const ahead = momentum.mul(next).div(complement(product.mul(next)))
    const corrected = ahead.add(gradient.mul(complement(now)).div(complement(product)))
    const root = velocity.div(debias(beta2, step)).sqrt().add(epsilon)
    return { value: value.sub(corrected.mul(learningRate).div(root)), slots: { momentum, velocity, product } }
  }

  override getConfig(): ClassConfig['config'] {
    const { beta1, beta2, epsilon } = this
    return { ...super.getConfig(), beta1, beta2, epsilon }
  }
}
