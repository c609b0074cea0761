/** The greatest element of each window. */
import { maxPool, type PerAxis, type Tensor } from '@neurite/core'
import { Pooling, type PoolingOptions } from './pooling.ts'

/** Greatest elements of windows. */
abstract class MaxPooling extends Pooling {
  protected override call(x: Tensor): Tensor {
    const { poolSize, strides, padding } = this
    return maxPool(x, { poolSize, strides, padding })
  }
}

/**
 * The greatest element of each window over sequences, channel by channel. The gradient goes to the first of several.
 *
 * @shape x [batch, steps, channels] -> [batch, newSteps, channels]
 * @param poolSize - extent of the window; default 2
 * @throws ShapeError when the window does not fit; ArgumentError when an option is wrong
 * @example
 * ```ts
 * const half = new MaxPooling1D(2).apply(sequences)
 * ```
 */
export class MaxPooling1D extends MaxPooling {
  static override readonly className: string = 'MaxPooling1D'

  constructor(poolSize: PerAxis = 2, options: PoolingOptions = {}) {
    super('MaxPooling1D', 1, poolSize, options)
  }
}

/**
 * The greatest element of each window over images, channel by channel. The gradient goes to the first of several.
 *
 * @shape x [batch, height, width, channels] -> [batch, newHeight, newWidth, channels]
 * @param poolSize - extent of the window, one number or height and width; default 2
 * @throws ShapeError when the window does not fit; ArgumentError when an option is wrong
 * @example
 * ```ts
 * const half = new MaxPooling2D(2).apply(images)
 * ```
 */
export class MaxPooling2D extends MaxPooling {
  static override readonly className: string = 'MaxPooling2D'

  constructor(poolSize: PerAxis = 2, options: PoolingOptions = {}) {
    super('MaxPooling2D', 2, poolSize, options)
  }
}

/**
 * The greatest element of each window over volumes, channel by channel. The gradient goes to the first of several.
 *
 * @shape x [batch, depth, height, width, channels] -> [batch, newDepth, newHeight, newWidth, channels]
 * @param poolSize - extent of the window, one number or depth, height and width; default 2
 * @throws ShapeError when the window does not fit; ArgumentError when an option is wrong
 * @example
 * ```ts
 * const half = new MaxPooling3D(2).apply(volumes)
 * ```
 */
export class MaxPooling3D extends MaxPooling {
  static override readonly className: string = 'MaxPooling3D'

  constructor(poolSize: PerAxis = 2, options: PoolingOptions = {}) {
    super('MaxPooling3D', 3, poolSize, options)
  }
}
