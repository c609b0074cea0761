/** All ones. */
import { type DType, ones, type Shape, type Tensor } from '@neurite/core'
import { Initializer } from './initializer.ts'

/** All weights 1: the default of scales. */
export class Ones extends Initializer {
  static override readonly className: string = 'Ones'

  protected override compute(shape: Shape, dtype: DType): Tensor {
    return ones(shape, dtype)
  }
}
