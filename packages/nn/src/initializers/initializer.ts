/** The base of all initializers: what computes the first value of a weight. */
import { ArgumentError, checkShape, type DType, DTypeError, isFloat, type Shape, type Tensor } from '@neurite/core'
import { type Fans, fansOf } from './fans.ts'

/** An initializer as configurations hold it. */
export interface InitializerConfig {
  readonly className: string
  readonly config: Readonly<Record<string, unknown>>
}

/**
 * Computes the first value of a weight.
 *
 * @example
 * ```ts
 * const kernel = new GlorotUniform({ seed: 1 }).create([784, 128])
 * ```
 */
export abstract class Initializer {
  /** Name of the class, also in minified code. */
  abstract readonly className: string

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

  /** The options that make an equal initializer. */
  getConfig(): Record<string, unknown> {
    return {}
  }
}

/** What random initializers throw for a dtype that their numbers do not fit in. */
export function checkFloat(call: string, dtype: DType): void {
  if (!isFloat(dtype))
    throw new DTypeError(`${call}: expected a float dtype, got ${dtype}; use zeros, ones or constant for integers`)
}

/** @throws ArgumentError unless the option is a finite number, at least `least` */
export function checkNumber(call: string, option: string, value: number, least = -Infinity): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= least) return value
  const bound = least === -Infinity ? 'a finite number' : `a number of at least ${least}`
  throw new ArgumentError(`${call}: ${option} must be ${bound}, got ${String(value)}`)
}
