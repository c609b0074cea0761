/** The mean of each window. */
import { averagePool, type PerAxis, type Tensor } from '@neurite/core'
import { Pooling, type PoolingOptions } from './pooling.ts'

/** Means of windows. */
abstract class AveragePooling extends Pooling {
  protected override call(x: Tensor): Tensor {
    const { poolSize, strides, padding } = this
    return averagePool(x, { poolSize, strides, padding })
  }
}

/**
 * The mean of each window over sequences, channel by channel. With padding `same`, cells beyond the ends are left out of the mean.
 *
 * @shape x [batch, steps, channels] -> [batch, newSteps, channels]
 * @param poolSize - extent of the window; default 2
 * @throws ShapeError when the window does not fit; ArgumentError when an option is wrong
 * @example
 * ```ts
 * const half = new AveragePooling1D(2).apply(sequences)
 * ```
 */
export class AveragePooling1D extends AveragePooling {
  static override readonly className: string = 'AveragePooling1D'

  constructor(poolSize: PerAxis = 2, options: PoolingOptions = {}) {
    super('AveragePooling1D', 1, poolSize, options)
  }
}

/**
 * The mean of each window over images, channel by channel. With padding `same`, cells beyond the ends are left out of the mean.
 *
 * @shape x [batch, height, width, channels] -> [batch, newHeight, newWidth, channels]
 * @param poolSize - extent of the window, one number or height and width; default 2
 * @throws ShapeError when the window does not fit; ArgumentError when an option is wrong
 * @example
 * ```ts
 * const half = new AveragePooling2D(2).apply(images)
 * ```
 */
export class AveragePooling2D extends AveragePooling {
  static override readonly className: string = 'AveragePooling2D'

  constructor(poolSize: PerAxis = 2, options: PoolingOptions = {}) {
    super('AveragePooling2D', 2, poolSize, options)
  }
}

/**
 * The mean of each window over volumes, channel by channel. With padding `same`, cells beyond the ends are left out of the mean.
 *
 * @shape x [batch, depth, height, width, channels] -> [batch, newDepth, newHeight, newWidth, channels]
 * @param poolSize - extent of the window, one number or depth, height and width; default 2
 * @throws ShapeError when the window does not fit; ArgumentError when an option is wrong
 * @example
 * ```ts
 * const half = new AveragePooling3D(2).apply(volumes)
 * ```
 */
export class AveragePooling3D extends AveragePooling {
  static override readonly className: string = 'AveragePooling3D'

  constructor(poolSize: PerAxis = 2, options: PoolingOptions = {}) {
    super('AveragePooling3D', 3, poolSize, options)
  }
}
