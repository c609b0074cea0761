/** Stochastic gradient descent. */
import { ArgumentError } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { checkRange, Optimizer, type OptimizerOptions, type WeightUpdate } from './optimizer.ts'

/** Options of `SGD`. */
export interface SGDOptions extends OptimizerOptions {
  /** Share of the last movement that is kept, from 0 to below 1. Default 0. */
  readonly momentum?: number
  /** Look ahead along the movement. Default false. */
  readonly nesterov?: boolean
}

/**
 * Gradient descent, with or without momentum.
 *
 * Without: `w -= learningRate * g`. With: `m = momentum * m - learningRate * g`, then `w += m`, or with `nesterov`
 * `w += momentum * m - learningRate * g`.
 *
 * @param options - `learningRate` 0.01, `momentum` 0, `nesterov` false
 * @throws ArgumentError when an option is unknown or out of range
 * @example
 * ```ts
 * model.compile({ optimizer: new SGD({ learningRate: 0.1, momentum: 0.9 }), loss: 'meanSquaredError' })
 * ```
 * @source Keras 3, `keras.optimizers.SGD`
 */
export class SGD extends Optimizer<'momentum'> {
  readonly momentum: number
  readonly nesterov: boolean

  constructor(options: SGDOptions = {}) {
    const names = { learningRate: true, momentum: true, nesterov: true, name: true } as const
    const { learningRate = 0.01, momentum = 0, nesterov = false, name = 'sgd' } = checkOptions('SGD', options, names)
    checkRange('SGD', 'momentum', momentum, { least: 0, below: 1 })
    if (typeof nesterov !== 'boolean') throw new ArgumentError(`SGD: nesterov must be true or false, got ${String(nesterov)}`)
    super(name, learningRate, momentum > 0 ? ['momentum'] : [])
    this.momentum = momentum
    this.nesterov = nesterov
  }

  protected override update({ variable, gradient, learningRate, slots }: WeightUpdate<'momentum'>): void {
    const descent = gradient.mul(learningRate)
    if (this.momentum === 0) return variable.assign(variable.value.sub(descent))
    const movement = slots.momentum.value.mul(this.momentum).sub(descent)
    slots.momentum.assign(movement)
    const taken = this.nesterov ? movement.mul(this.momentum).sub(descent) : movement
    variable.assign(variable.value.add(taken))
  }
}
