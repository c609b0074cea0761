/** A learning rate that changes at some steps. */
import { ArgumentError, full, type Tensor, where } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions } from '../options/check-options.ts'
import type { ClassConfig } from '../options/class-config.ts'
import { describeValue } from '../options/describe-value.ts'
import { Schedule } from './schedule.ts'

/** Options of `PiecewiseConstantDecay`. */
export interface PiecewiseConstantDecayOptions {
  /** The last step of each value but the last, in rising order. */
  readonly boundaries: readonly number[]
  /** One more than there are boundaries. */
  readonly values: readonly number[]
}

function checkList(call: string, option: string, list: readonly number[]): readonly number[] {
  if (!Array.isArray(list)) throw new ArgumentError(`${call}: ${option} must be an array of numbers, got ${describeValue(list)}`)
  return list.map((value, index) => checkNumber(call, `${option}[${index}]`, value))
}

/**
 * `values[0]` up to and at step `boundaries[0]`, then `values[1]` up to and at `boundaries[1]`, and so on.
 *
 * @param options - `boundaries`, `values`
 * @throws ArgumentError when there is not one value more than there are boundaries, or those do not rise
 * @example
 * ```ts
 * const learningRate = new PiecewiseConstantDecay({ boundaries: [1000, 2000], values: [0.1, 0.01, 0.001] })
 * model.compile({ optimizer: new SGD({ learningRate }), loss: 'meanSquaredError' })
 * ```
 * @source Keras 3, `keras.optimizers.schedules.PiecewiseConstantDecay`
 */
export class PiecewiseConstantDecay extends Schedule {
  static override readonly className: string = 'PiecewiseConstantDecay'
  readonly boundaries: readonly number[]
  readonly values: readonly number[]

  constructor(options: PiecewiseConstantDecayOptions) {
    super()
    const call = this.className
    checkOptions(call, options, { boundaries: true, values: true })
    this.boundaries = checkList(call, 'boundaries', options.boundaries)
    this.values = checkList(call, 'values', options.values)
    const { boundaries, values } = this
    if (values.length !== boundaries.length + 1) {
      throw new ArgumentError(
        `${call}: expected one value more than boundaries, got ${values.length} values and ${boundaries.length} boundaries`,
      )
    }
    const wrong = boundaries.find((boundary, index) => index > 0 && boundary <= boundaries[index - 1]!)
    if (wrong !== undefined) throw new ArgumentError(`${call}: boundaries must rise, got ${wrong} after a greater or equal one`)
  }

  override at(step: Tensor): Tensor {
    const position = step.cast('float32')
    const first = full([], this.values[0]!)
    return this.boundaries.reduce(
      (rate, boundary, index) => where(position.greater(boundary), this.values[index + 1]!, rate),
      first,
    )
  }

  override getConfig(): ClassConfig['config'] {
    return { boundaries: this.boundaries, values: this.values }
  }
}
