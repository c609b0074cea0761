/** The base of layers that resize the axes between the batch and the channels. */
import { checkLayout } from '../check-extents.ts'
import { type BatchShape, Layer, type LayerOptions } from '../layer.ts'

/** Names of the spatial axes, by their number. */
export const spatialAxes: Readonly<Record<1 | 2 | 3, readonly string[]>> = {
  1: ['steps'],
  2: ['rows', 'columns'],
  3: ['depth', 'rows', 'columns'],
}

/** Takes [batch, ...spatial, channels]. */
export abstract class SpatialLayer extends Layer {
  protected readonly spatialCount: 1 | 2 | 3

  constructor(spatialCount: 1 | 2 | 3, options: LayerOptions) {
    super(options)
    this.spatialCount = spatialCount
  }

  protected override checkInput(shape: BatchShape): void {
    checkLayout(this.path, shape, ['batch', ...spatialAxes[this.spatialCount], 'channels'])
  }

  /** The extent of a spatial axis of the outputs. @param axis - from 0 */
  protected abstract resize(extent: number, axis: number): number

  override computeOutputShape(inputShape: BatchShape): BatchShape {
    this.checkInput(inputShape)
    return inputShape.map((extent, axis) =>
      axis === 0 || axis > this.spatialCount || extent === null ? extent : this.resize(extent, axis - 1),
    )
  }
}
