/** The mean of each of a given number of windows. */
import { type PerAxis, type Tensor, where } from '@neurite/core'
import { AdaptivePooling, type AdaptivePoolingOptions, type WindowAxis } from './adaptive-pooling.ts'

/** Means of windows. */
abstract class AdaptiveAveragePooling extends AdaptivePooling {
  protected override pool({ cells, belongs, counts, axis }: WindowAxis): Tensor {
    const sums = where(belongs, cells, 0).sum(axis)
    return sums.div(counts.cast(sums.dtype))
  }
}

/**
 * The mean of each of `outputSize` windows over sequences, channel by channel. Windows differ by one cell and overlap where the extents do
 * not divide.
 *
 * @shape x [batch, steps, channels] -> [batch, outputSize, channels]
 * @param outputSize - positions of the outputs
 * @throws ShapeError when the input has another rank; ArgumentError when the size is wrong
 * @example
 * ```ts
 * const y = new AdaptiveAveragePooling1D(4).apply(sequences)
 * ```
 */
export class AdaptiveAveragePooling1D extends AdaptiveAveragePooling {
  static override readonly className: string = 'AdaptiveAveragePooling1D'

  constructor(outputSize: PerAxis, options: AdaptivePoolingOptions = {}) {
    super('AdaptiveAveragePooling1D', 1, outputSize, options)
  }
}

/**
 * The mean of each of `outputSize` windows over images, channel by channel. Windows differ by one cell and overlap where the extents do
 * not divide.
 *
 * @shape x [batch, height, width, channels] -> [batch, ...outputSize, channels]
 * @param outputSize - positions of the outputs, one number or height and width
 * @throws ShapeError when the input has another rank; ArgumentError when the size is wrong
 * @example
 * ```ts
 * const y = new AdaptiveAveragePooling2D(4).apply(images)
 * ```
 */
export class AdaptiveAveragePooling2D extends AdaptiveAveragePooling {
  static override readonly className: string = 'AdaptiveAveragePooling2D'

  constructor(outputSize: PerAxis, options: AdaptivePoolingOptions = {}) {
    super('AdaptiveAveragePooling2D', 2, outputSize, options)
  }
}

/**
 * The mean of each of `outputSize` windows over volumes, channel by channel. Windows differ by one cell and overlap where the extents do
 * not divide.
 *
 * @shape x [batch, depth, height, width, channels] -> [batch, ...outputSize, channels]
 * @param outputSize - positions of the outputs, one number or depth, height and width
 * @throws ShapeError when the input has another rank; ArgumentError when the size is wrong
 * @example
 * ```ts
 * const y = new AdaptiveAveragePooling3D(4).apply(volumes)
 * ```
 */
export class AdaptiveAveragePooling3D extends AdaptiveAveragePooling {
  static override readonly className: string = 'AdaptiveAveragePooling3D'

  constructor(outputSize: PerAxis, options: AdaptivePoolingOptions = {}) {
    super('AdaptiveAveragePooling3D', 3, outputSize, options)
  }
}
