/** The base of all regularizers: what a weight or an output adds to the loss. */
import type { Tensor } from '@neurite/core'

/**
 * A penalty on a tensor.
 *
 * @example
 * ```ts
 * class Squared extends Regularizer {
 *   readonly className = 'Squared'
 *   apply(x: Tensor): Tensor {
 *     return x.square().sum()
 *   }
 * }
 * const dense = new Dense(10, { kernelRegularizer: new Squared() })
 * ```
 */
export abstract class Regularizer {
  /** Name of the class, also in minified code. */
  abstract readonly className: string

  /**
   * What the tensor adds to the loss: pure tensor code.
   *
   * @shape x [...] -> []
   */
  abstract apply(x: Tensor): Tensor

  /** The options that make an equal regularizer. */
  getConfig(): Record<string, unknown> {
    return {}
  }
}
