/** Adam with weight decay. */
import { AdamBase, type AdamOptions } from './adam.ts'

/**
 * `Adam` whose weights decay: `w -= learningRate * weightDecay * w` at every step, apart from the moments.
 *
 * @param options - `weightDecay` 0.004, `learningRate` 0.001, `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-7, `amsgrad` false, and those
 *   of every optimizer
 * @throws ArgumentError when an option is unknown or out of range
 * @example
 * ```ts
 * const optimizer = new AdamW({ learningRate: 3e-4, weightDecay: 0.01 })
 * optimizer.excludeFromWeightDecay({ names: ['bias'] })
 * ```
 * @source Loshchilov & Hutter 2019, algorithm 2; Keras 3, `keras.optimizers.AdamW`
 */
export class AdamW extends AdamBase {
  static override readonly className: string = 'AdamW'

  constructor(options: AdamOptions = {}) {
    super('AdamW', 'adamw', { ...options, weightDecay: options.weightDecay ?? 0.004 })
  }
}
