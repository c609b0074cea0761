/** The base of all constraints: what a weight is made to obey after every step of training. */
import type { Tensor } from '@neurite/core'

/**
 * Brings a weight back into the set of allowed values.
 *
 * @example
 * ```ts
 * class UpToOne extends Constraint {
 *   readonly className = 'UpToOne'
 *   apply(weight: Tensor): Tensor {
 *     return weight.minimum(1)
 *   }
 * }
 * const dense = new Dense(10, { kernelConstraint: new UpToOne() })
 * ```
 */
export abstract class Constraint {
  /** Name of the class, also in minified code. */
  abstract readonly className: string

  /**
   * The nearest allowed value: pure tensor code.
   *
   * @shape weight [...] -> the same
   */
  abstract apply(weight: Tensor): Tensor

  /** The options that make an equal constraint. */
  getConfig(): Record<string, unknown> {
    return {}
  }
}
