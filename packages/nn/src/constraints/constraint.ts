/** The base of all constraints: what a weight is made to obey after every step of training. */
import type { Tensor } from '@neurite/core'
import { Configurable } from '../options/configurable.ts'

/**
 * Brings a weight back into the set of allowed values.
 *
 * @example
 * ```ts
 * class UpToOne extends Constraint {
 *   static override readonly className = 'UpToOne'
 *   apply(weight: Tensor): Tensor {
 *     return weight.minimum(1)
 *   }
 * }
 * const dense = new Dense(10, { kernelConstraint: new UpToOne() })
 * ```
 */
export abstract class Constraint extends Configurable {
  /**
   * The nearest allowed value: pure tensor code.
   *
   * @shape weight [...] -> the same
   */
  abstract apply(weight: Tensor): Tensor
}
