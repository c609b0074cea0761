/** The base of all regularizers: what a weight or an output adds to the loss. */
import type { Tensor } from '@neurite/core'
import { Configurable } from '../options/configurable.ts'

/**
 * A penalty on a tensor.
 *
 * @example
 * ```ts
 * class Squared extends Regularizer {
 *   static override readonly className = 'Squared'
 *   apply(x: Tensor): Tensor {
 *     return x.square().sum()
 *   }
 * }
 * const dense = new Dense(10, { kernelRegularizer: new Squared() })
 * ```
 */
export abstract class Regularizer extends Configurable {
  /**
   * What the tensor adds to the loss: pure tensor code.
   *
   * @shape x [...] -> []
   */
  abstract apply(x: Tensor): Tensor
}
