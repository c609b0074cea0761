/** Vectors no longer than a limit. */
import type { Tensor } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions } from '../options/check-options.ts'
import { NormConstraint, type NormConstraintOptions } from './norm-constraint.ts'

/** Options of `MaxNorm`. */
export interface MaxNormOptions extends NormConstraintOptions {
  /** At least 0. Default 2. */
  readonly maxValue?: number
}

/**
 * Shortens the vectors of a weight that are longer than `maxValue`.
 *
 * @shape weight [...] -> the same
 * @throws ArgumentError when an option is wrong
 * @source Srivastava et al. 2014, section 5.1
 */
export class MaxNorm extends NormConstraint {
  static override readonly className: string = 'MaxNorm'
  readonly #maxValue: number

  constructor(options: MaxNormOptions = {}) {
    const { maxValue = 2 } = checkOptions('MaxNorm', options, { maxValue: true, axis: true })
    super('MaxNorm', options)
    this.#maxValue = checkNumber('MaxNorm', 'maxValue', maxValue, { least: 0 })
  }

  protected override desired(norms: Tensor): Tensor {
    return norms.minimum(this.#maxValue)
  }

  override getConfig(): Record<string, unknown> {
    return { maxValue: this.#maxValue, ...super.getConfig() }
  }
}
