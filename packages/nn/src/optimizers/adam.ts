/** Adam: step sizes from running moments of the gradients. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { checkRange, Optimizer, type OptimizerOptions, type WeightUpdate } from './optimizer.ts'

/** Options of `Adam`. */
export interface AdamOptions extends OptimizerOptions {
  /** Share of the first moment that is kept, from 0 to below 1. Default 0.9. */
  readonly beta1?: number
  /** Share of the second moment that is kept, from 0 to below 1. Default 0.999. */
  readonly beta2?: number
  /** Added to the root of the second moment before its bias is corrected ("epsilon hat" of the paper), as Keras does. Default 1e-7. */
  readonly epsilon?: number
}

/** `1 - beta^step` without cancellation: beta near 1 is the usual case. The logarithm of beta = 0 is kept finite. */
const debias = (beta: number, step: Tensor): Tensor =>
  step
    .mul(Math.log(Math.max(beta, Number.MIN_VALUE)))
    .expm1()
    .neg()

/** `m + (x - m) * (1 - beta)`. */
const blend = (moment: Tensor, x: Tensor, beta: number): Tensor => moment.add(x.sub(moment).mul(1 - beta))

/**
 * Adaptive moment estimation.
 *
 * `m = beta1 * m + (1 - beta1) * g`, `v = beta2 * v + (1 - beta2) * g^2`,
 * `w -= learningRate * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon)`.
 *
 * @param options - `learningRate` 0.001, `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-7
 * @throws ArgumentError when an option is unknown or out of range
 * @example
 * ```ts
 * model.compile({ optimizer: new Adam({ learningRate: 3e-4 }), loss: 'sparseCategoricalCrossentropy' })
 * ```
 * @source Kingma & Ba 2014, end of section 2; Keras 3, `keras.optimizers.Adam`
 */
export class Adam extends Optimizer<'momentum' | 'velocity'> {
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number

  constructor(options: AdamOptions = {}) {
    const names = { learningRate: true, beta1: true, beta2: true, epsilon: true, name: true } as const
    const {
      learningRate = 0.001,
      beta1 = 0.9,
      beta2 = 0.999,
      epsilon = 1e-7,
      name = 'adam',
    } = checkOptions('Adam', options, names)
    super(name, learningRate, ['momentum', 'velocity'])
    this.beta1 = checkRange('Adam', 'beta1', beta1, { least: 0, below: 1 })
    this.beta2 = checkRange('Adam', 'beta2', beta2, { least: 0, below: 1 })
    this.epsilon = checkRange('Adam', 'epsilon', epsilon, { least: 0 })
  }

  protected override update({ variable, gradient, learningRate, step, slots }: WeightUpdate<'momentum' | 'velocity'>): void {
    const { beta1, beta2, epsilon } = this
    const momentum = blend(slots.momentum.value, gradient, beta1)
    const velocity = blend(slots.velocity.value, gradient.square(), beta2)
    slots.momentum.assign(momentum)
    slots.velocity.assign(velocity)
    const size = learningRate.mul(debias(beta2, step).sqrt()).div(debias(beta1, step))
    variable.assign(variable.value.sub(momentum.mul(size).div(velocity.sqrt().add(epsilon))))
  }
}
