/** The greatest element of each of a given number of windows. */
import { type PerAxis, type Tensor, where } from '@neurite/core'
import { AdaptivePooling, type AdaptivePoolingOptions, type WindowAxis } from './adaptive-pooling.ts'

/** Greatest elements of windows. */
abstract class AdaptiveMaxPooling extends AdaptivePooling {
  protected override pool({ cells, belongs, axis }: WindowAxis): Tensor {
    return where(belongs, cells, -Infinity).max(axis)
  }
}

/**
 * The greatest element of each of `outputSize` windows over sequences, channel by channel. Windows differ by one cell and overlap where the extents do
 * not divide.
 *
 * @shape x [batch, steps, channels] -> [batch, outputSize, channels]
 * @param outputSize - positions of the outputs
 * @throws ShapeError when the input has another rank; ArgumentError when the size is wrong
 * @example
 * ```ts
 * const y = new AdaptiveMaxPooling1D(4).apply(sequences)
 * ```
 */
export class AdaptiveMaxPooling1D extends AdaptiveMaxPooling {
  static override readonly className: string = 'AdaptiveMaxPooling1D'

  constructor(outputSize: PerAxis, options: AdaptivePoolingOptions = {}) {
    super('AdaptiveMaxPooling1D', 1, outputSize, options)
  }
}

/**
 * The greatest element of each of `outputSize` windows over images, channel by channel. Windows differ by one cell and overlap where the extents do
 * not divide.
 *
 * @shape x [batch, height, width, channels] -> [batch, ...outputSize, channels]
 * @param outputSize - positions of the outputs, one number or height and width
 * @throws ShapeError when the input has another rank; ArgumentError when the size is wrong
 * @example
 * ```ts
 * const y = new AdaptiveMaxPooling2D(4).apply(images)
 * ```
 */
export class AdaptiveMaxPooling2D extends AdaptiveMaxPooling {
  static override readonly className: string = 'AdaptiveMaxPooling2D'

  constructor(outputSize: PerAxis, options: AdaptivePoolingOptions = {}) {
    super('AdaptiveMaxPooling2D', 2, outputSize, options)
  }
}

/**
 * The greatest element of each of `outputSize` windows over volumes, channel by channel. Windows differ by one cell and overlap where the extents do
 * not divide.
 *
 * @shape x [batch, depth, height, width, channels] -> [batch, ...outputSize, channels]
 * @param outputSize - positions of the outputs, one number or depth, height and width
 * @throws ShapeError when the input has another rank; ArgumentError when the size is wrong
 * @example
 * ```ts
 * const y = new AdaptiveMaxPooling3D(4).apply(volumes)
 * ```
 */
export class AdaptiveMaxPooling3D extends AdaptiveMaxPooling {
  static override readonly className: string = 'AdaptiveMaxPooling3D'

  constructor(outputSize: PerAxis, options: AdaptivePoolingOptions = {}) {
    super('AdaptiveMaxPooling3D', 3, outputSize, options)
  }
}
