/** The base of all initializers: what computes the first value of a weight. */
import { checkShape, type DType, DTypeError, isFloat, type Shape, type Tensor } from '@neurite/core'
import type { ClassConfig } from '../options/class-config.ts'
import { Configurable } from '../options/configurable.ts'
import { type Fans, fansOf } from './fans.ts'

/** An initializer as configurations hold it. */
export type InitializerConfig = ClassConfig

/**
 * Computes the first value of a weight.
 *
 * @example
 * ```ts
 * const kernel = new GlorotUniform({ seed: 1 }).create([784, 128])
 * ```
 */
export abstract class Initializer extends Configurable {
  /**
   * A tensor of this shape. One initializer gives equal tensors for equal shapes.
   *
   * @param fans - how many inputs and outputs each unit connects. Default: as in kernels of dense layers and convolutions
   */
  create(shape: Shape, dtype: DType = 'float32', fans: Fans = fansOf(shape)): Tensor {
    checkShape(this.className, shape)
    return this.compute(shape, dtype, fans)
  }

  /** The values: pure tensor code. */
  protected abstract compute(shape: Shape, dtype: DType, fans: Fans): Tensor
}

/** What random initializers throw for a dtype that their numbers do not fit in. */
export function checkFloat(call: string, dtype: DType): void {
  if (!isFloat(dtype))
    throw new DTypeError(`${call}: expected a float dtype, got ${dtype}; use zeros, ones or constant for integers`)
}
