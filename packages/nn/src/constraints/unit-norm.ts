/** Vectors of length 1. */
import { onesLike, type Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { NormConstraint, type NormConstraintOptions } from './norm-constraint.ts'

/**
 * Rescales the vectors of a weight to length 1; zeros stay zero.
 *
 * @shape weight [...] -> the same
 * @throws ArgumentError when the axis is no integer
 */
export class UnitNorm extends NormConstraint {
  static override readonly className: string = 'UnitNorm'

  constructor(options: NormConstraintOptions = {}) {
    super('UnitNorm', checkOptions('UnitNorm', options, { axis: true }))
  }

  protected override desired(norms: Tensor): Tensor {
    return onesLike(norms)
  }
}
