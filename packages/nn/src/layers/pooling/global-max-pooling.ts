/** The greatest element of each channel over all positions. */
import type { Tensor } from '@neurite/core'
import { GlobalPooling, type GlobalPoolingOptions } from './global-pooling.ts'

/** Greatest elements of channels. */
abstract class GlobalMaxPooling extends GlobalPooling {
  protected override call(x: Tensor): Tensor {
    return x.max(this.axes, { keepDims: this.keepDims })
  }
}

/**
 * The greatest element of each channel over all positions of sequences.
 *
 * @shape x [batch, steps, channels] -> [batch, channels], or [batch, 1, channels] with `keepDims`
 * @throws ShapeError when the input has another rank
 * @example
 * ```ts
 * const features = new GlobalMaxPooling1D().apply(sequences)
 * ```
 */
export class GlobalMaxPooling1D extends GlobalMaxPooling {
  static override readonly className: string = 'GlobalMaxPooling1D'

  constructor(options: GlobalPoolingOptions = {}) {
    super('GlobalMaxPooling1D', 1, options)
  }
}

/**
 * The greatest element of each channel over all positions of images.
 *
 * @shape x [batch, height, width, channels] -> [batch, channels], or [batch, 1, 1, channels] with `keepDims`
 * @throws ShapeError when the input has another rank
 * @example
 * ```ts
 * const features = new GlobalMaxPooling2D().apply(images)
 * ```
 */
export class GlobalMaxPooling2D extends GlobalMaxPooling {
  static override readonly className: string = 'GlobalMaxPooling2D'

  constructor(options: GlobalPoolingOptions = {}) {
    super('GlobalMaxPooling2D', 2, options)
  }
}

/**
 * The greatest element of each channel over all positions of volumes.
 *
 * @shape x [batch, depth, height, width, channels] -> [batch, channels], or [batch, 1, 1, 1, channels] with `keepDims`
 * @throws ShapeError when the input has another rank
 * @example
 * ```ts
 * const features = new GlobalMaxPooling3D().apply(volumes)
 * ```
 */
export class GlobalMaxPooling3D extends GlobalMaxPooling {
  static override readonly className: string = 'GlobalMaxPooling3D'

  constructor(options: GlobalPoolingOptions = {}) {
    super('GlobalMaxPooling3D', 3, options)
  }
}
