/** A learning rate that is multiplied by a factor again and again. */
import { full, type Tensor } from '@neurite/core'
import { RateDecay } from './rate-decay.ts'

/**
 * `initialLearningRate * decayRate^(step / decaySteps)`.
 *
 * @param options - `initialLearningRate`, `decaySteps`, `decayRate`, `staircase` false: round the exponent down
 * @throws ArgumentError when an option is missing, unknown or out of range
 * @example
 * ```ts
 * const learningRate = new ExponentialDecay({ initialLearningRate: 0.1, decaySteps: 1000, decayRate: 0.96 })
 * model.compile({ optimizer: new SGD({ learningRate }), loss: 'meanSquaredError' })
 * ```
 * @source Keras 3, `keras.optimizers.schedules.ExponentialDecay`
 */
export class ExponentialDecay extends RateDecay {
  static override readonly className: string = 'ExponentialDecay'

  protected override decayed(times: Tensor): Tensor {
    return full([], this.decayRate).pow(times).mul(this.initialLearningRate)
  }
}
