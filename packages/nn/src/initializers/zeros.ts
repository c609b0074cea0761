/** All zeros. */
import { type DType, type Shape, type Tensor, zeros } from '@neurite/core'
import { Initializer } from './initializer.ts'

/** All weights 0: the default of biases. */
export class Zeros extends Initializer {
  static override readonly className: string = 'Zeros'

  protected override compute(shape: Shape, dtype: DType): Tensor {
    return zeros(shape, dtype)
  }
}
