/** The mean of each channel over all positions. */
import { formatShape, ShapeError, type Tensor, where } from '@neurite/core'
import type { CallContext } from '../layer.ts'
import { GlobalPooling, type GlobalPoolingOptions } from './global-pooling.ts'

/** Means of channels. */
abstract class GlobalAveragePooling extends GlobalPooling {
  protected override call(x: Tensor, _context: CallContext): Tensor {
    return x.mean(this.axes, { keepDims: this.keepDims })
  }
}

/**
 * The mean of each channel over all positions of sequences. A mask leaves steps out; where it leaves out all, the mean is 0.
 *
 * @shape x [batch, steps, channels] -> [batch, channels], or [batch, 1, channels] with `keepDims`
 * @throws ShapeError when the input has another rank
 * @example
 * ```ts
 * const features = new GlobalAveragePooling1D().apply(sequences)
 * ```
 */
export class GlobalAveragePooling1D extends GlobalAveragePooling {
  static override readonly className: string = 'GlobalAveragePooling1D'

  constructor(options: GlobalPoolingOptions = {}) {
    super('GlobalAveragePooling1D', 1, options)
  }

  protected override call(x: Tensor, context: CallContext): Tensor {
    const { mask } = context
    if (!mask) return super.call(x, context)
    const options = { keepDims: this.keepDims }
    if (mask.rank !== 2) {
      throw new ShapeError(`${this.path}: expected a mask of shape [batch, steps], got ${formatShape(mask.shape)}`)
    }
    const counts = mask.expandDims(-1)
    // At least 1: a sum over nothing is 0.
    const count = counts.cast('int32').sum(this.axes, options).maximum(1)
    return where(counts, x, 0).sum(this.axes, options).div(count.cast(x.dtype))
  }
}

/**
 * The mean of each channel over all positions of images.
 *
 * @shape x [batch, height, width, channels] -> [batch, channels], or [batch, 1, 1, channels] with `keepDims`
 * @throws ShapeError when the input has another rank
 * @example
 * ```ts
 * const features = new GlobalAveragePooling2D().apply(images)
 * ```
 */
export class GlobalAveragePooling2D extends GlobalAveragePooling {
  static override readonly className: string = 'GlobalAveragePooling2D'

  constructor(options: GlobalPoolingOptions = {}) {
    super('GlobalAveragePooling2D', 2, options)
  }
}

/**
 * The mean of each channel over all positions of volumes.
 *
 * @shape x [batch, depth, height, width, channels] -> [batch, channels], or [batch, 1, 1, 1, channels] with `keepDims`
 * @throws ShapeError when the input has another rank
 * @example
 * ```ts
 * const features = new GlobalAveragePooling3D().apply(volumes)
 * ```
 */
export class GlobalAveragePooling3D extends GlobalAveragePooling {
  static override readonly className: string = 'GlobalAveragePooling3D'

  constructor(options: GlobalPoolingOptions = {}) {
    super('GlobalAveragePooling3D', 3, options)
  }
}
