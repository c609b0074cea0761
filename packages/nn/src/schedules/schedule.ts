/** The base of all schedules: learning rates that change with the steps of training. */
import type { Tensor } from '@neurite/core'
import { type ClassConfig, classNameOf } from '../options/class-config.ts'

/**
 * A learning rate for each step.
 *
 * A new schedule extends this class and computes in `at`, in plain tensor code: it is compiled into the training step.
 *
 * @example
 * ```ts
 * class Halving extends Schedule {
 *   override at(step: Tensor): Tensor {
 *     return step.cast('float32').div(1000).floor().neg().exp().mul(0.1)
 *   }
 * }
 * model.compile({ optimizer: new SGD({ learningRate: new Halving() }), loss: 'meanSquaredError' })
 * ```
 */
export abstract class Schedule {
  /** Name of the class in configurations; state it, so that it survives minification. Default: the class's own. */
  static readonly className: string | undefined = undefined

  /** Name of the class, as configurations hold it. */
  readonly className: string

  constructor() {
    this.className = classNameOf(new.target)
  }

  /**
   * The learning rate of a step, float32.
   *
   * @param step - int32 scalar: steps taken before it
   */
  abstract at(step: Tensor): Tensor

  /** What `fromConfig` makes an equal schedule from. */
  getConfig(): ClassConfig['config'] {
    return {}
  }

  /** A schedule from `getConfig`. Override it where the constructor takes anything but one record of options. */
  static fromConfig(config: ClassConfig['config']): Schedule {
    const schedule: unknown = Reflect.construct(this, [config])
    return schedule as Schedule
  }
}
