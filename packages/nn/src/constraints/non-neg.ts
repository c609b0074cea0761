/** Weights that are not negative. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { Constraint } from './constraint.ts'

/**
 * Sets negative weights to 0.
 *
 * @shape weight [...] -> the same
 */
export class NonNeg extends Constraint {
  static override readonly className: string = 'NonNeg'

  constructor(options: Readonly<Record<never, never>> = {}) {
    super()
    checkOptions('NonNeg', options, {})
  }

  override apply(weight: Tensor): Tensor {
    return weight.maximum(0)
  }
}
