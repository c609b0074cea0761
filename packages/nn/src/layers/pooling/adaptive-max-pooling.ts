/** The greatest element of each of a given number of windows. */
import type { PerAxis, Tensor } from '@neurite/core'
import type { LayerConfig } from '../layer.ts'
import { AdaptivePooling, type AdaptivePoolingOptions, greatestOf, type WindowAxis } from './adaptive-pooling.ts'

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
export class AdaptiveMaxPooling1D extends AdaptivePooling {
  static override readonly className: string = 'AdaptiveMaxPooling1D'

  constructor(outputSize: PerAxis, options: AdaptivePoolingOptions = {}) {
    super('AdaptiveMaxPooling1D', 1, outputSize, options)
  }

  protected override pool(windows: WindowAxis): Tensor {
    return greatestOf(windows)
  }

  static override fromConfig({ outputSize, ...options }: LayerConfig): AdaptiveMaxPooling1D {
    return new this(outputSize as PerAxis, options)
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
export class AdaptiveMaxPooling2D extends AdaptivePooling {
  static override readonly className: string = 'AdaptiveMaxPooling2D'

  constructor(outputSize: PerAxis, options: AdaptivePoolingOptions = {}) {
    super('AdaptiveMaxPooling2D', 2, outputSize, options)
  }

  protected override pool(windows: WindowAxis): Tensor {
    return greatestOf(windows)
  }

  static override fromConfig({ outputSize, ...options }: LayerConfig): AdaptiveMaxPooling2D {
    return new this(outputSize as PerAxis, options)
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
export class AdaptiveMaxPooling3D extends AdaptivePooling {
  static override readonly className: string = 'AdaptiveMaxPooling3D'

  constructor(outputSize: PerAxis, options: AdaptivePoolingOptions = {}) {
    super('AdaptiveMaxPooling3D', 3, outputSize, options)
  }

  protected override pool(windows: WindowAxis): Tensor {
    return greatestOf(windows)
  }

  static override fromConfig({ outputSize, ...options }: LayerConfig): AdaptiveMaxPooling3D {
    return new this(outputSize as PerAxis, options)
  }
}
