/** All axes but the batch axis as one. */
import { ShapeError, type Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { type BatchShape, Layer, layerOptionNames, type LayerOptions } from './layer.ts'

/**
 * Lays the elements of each input out in a row; a batch of scalars becomes one of rows of one element.
 *
 * @shape x [batch, ...rest] -> [batch, product of rest]
 * @throws ShapeError when the input has no batch axis
 * @example
 * ```ts
 * const model = new Sequential([new Flatten({ inputShape: [28, 28] }), new Dense(10)])
 * ```
 */
export class Flatten extends Layer {
  static override readonly className: string = 'Flatten'

  constructor(options: LayerOptions = {}) {
    super(checkOptions('Flatten', options, layerOptionNames))
  }

  protected override checkInput(shape: BatchShape): void {
    if (shape.length > 0) return
    throw new ShapeError(
      `${this.path}: expected a batch of inputs, shape [batch, ...], got a scalar; add the batch axis with x.expandDims(0)`,
    )
  }

  protected override call(x: Tensor): Tensor {
    const [batch, ...rest] = x.shape
    // Not -1: that could not be told for an empty batch.
    return x.reshape([batch!, rest.reduce((product, extent) => product * extent, 1)])
  }

  override computeOutputShape(inputShape: BatchShape): BatchShape {
    this.checkInput(inputShape)
    const [batch, ...rest] = inputShape
    return [batch!, rest.reduce((product, extent) => (product === null || extent === null ? null : product * extent), 1)]
  }
}
