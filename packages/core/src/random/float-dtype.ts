/** The dtype in which random floats are drawn. */
import { type DType, isFloat } from '../dtype/dtype.ts'
import { DTypeError } from '../errors/errors.ts'
import type { Tensor } from '../tensor/tensor.ts'

/**
 * Draws floats and rounds them once: half precision is drawn in single, whose steps near the ends of a distribution are finer.
 *
 * @throws DTypeError when the dtype is no float
 */
export function drawFloats(call: string, dtype: DType, draw: (dtype: DType) => Tensor): Tensor {
  if (!isFloat(dtype)) {
    throw new DTypeError(`${call}: ${dtype} cannot hold fractions; use a float dtype, or randomInt for whole numbers`)
  }
  return draw(dtype === 'float16' ? 'float32' : dtype).cast(dtype)
}
