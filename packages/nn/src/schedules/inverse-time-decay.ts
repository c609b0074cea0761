/** A learning rate that falls as one over the steps. */
import { full, type Tensor } from '@neurite/core'
import { RateDecay } from './rate-decay.ts'

/**
 * `initialLearningRate / (1 + decayRate * step / decaySteps)`.
 *
 * @param options - `initialLearningRate`, `decaySteps`, `decayRate`, `staircase` false: round `step / decaySteps` down
 * @throws ArgumentError when an option is missing, unknown or out of range
 * @example
 * ```ts
 * const learningRate = new InverseTimeDecay({ initialLearningRate: 0.1, decaySteps: 1000, decayRate: 0.5 })
 * model.compile({ optimizer: new SGD({ learningRate }), loss: 'meanSquaredError' })
 * ```
 * @source Keras 3, `keras.optimizers.schedules.InverseTimeDecay`
 */
export class InverseTimeDecay extends RateDecay {
  static override readonly className: string = 'InverseTimeDecay'

  protected override decayed(times: Tensor): Tensor {
    return full([], this.initialLearningRate).div(times.mul(this.decayRate).add(1))
  }
}
