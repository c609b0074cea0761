/** Vectors whose length lies between two limits. */
import { ArgumentError, type Tensor } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions } from '../options/check-options.ts'
import { NormConstraint, type NormConstraintOptions } from './norm-constraint.ts'

/** Options of `MinMaxNorm`. */
export interface MinMaxNormOptions extends NormConstraintOptions {
  /** At least 0. Default 0. */
  readonly minValue?: number
  /** At least `minValue`. Default 1. */
  readonly maxValue?: number
  /** How far each step goes: 1 obeys at once, less moves the length towards the limits. Default 1. */
  readonly rate?: number
}

/**
 * Rescales the vectors of a weight to a length of `rate * clip(norm, minValue, maxValue) + (1 - rate) * norm`.
 *
 * @shape weight [...] -> the same
 * @throws ArgumentError when an option is wrong
 */
export class MinMaxNorm extends NormConstraint {
  static override readonly className: string = 'MinMaxNorm'
  readonly #minValue: number
  readonly #maxValue: number
  readonly #rate: number

  constructor(options: MinMaxNormOptions = {}) {
    const call = 'MinMaxNorm'
    const names = { minValue: true, maxValue: true, rate: true, axis: true } as const
    const { minValue = 0, maxValue = 1, rate = 1 } = checkOptions(call, options, names)
    super(call, options)
    this.#minValue = checkNumber(call, 'minValue', minValue, { least: 0 })
    this.#maxValue = checkNumber(call, 'maxValue', maxValue, { least: minValue })
    this.#rate = checkNumber(call, 'rate', rate, { least: 0 })
    if (rate > 1) throw new ArgumentError(`${call}: rate must be from 0 to 1, got ${rate}; 1 obeys the limits at once`)
  }

  protected override desired(norms: Tensor): Tensor {
    const inside = norms.clip(this.#minValue, this.#maxValue)
    return this.#rate === 1 ? inside : inside.mul(this.#rate).add(norms.mul(1 - this.#rate))
  }

  override getConfig(): Record<string, unknown> {
    const [minValue, maxValue, rate] = [this.#minValue, this.#maxValue, this.#rate]
    return { minValue, maxValue, rate, ...super.getConfig() }
  }
}
