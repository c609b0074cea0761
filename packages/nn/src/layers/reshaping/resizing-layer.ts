/** The base of layers that make spatial axes longer or shorter, each by itself. */
import type { BatchShape } from '../layer.ts'
import { SpatialLayer } from '../spatial-layer.ts'

/** Makes spatial axes longer or shorter. */
export abstract class ResizingLayer extends SpatialLayer {
  /** The extent of a spatial axis of the outputs. @param axis - from 0 */
  protected abstract resize(extent: number, axis: number): number

  protected override positions(inputShape: BatchShape): BatchShape {
    return inputShape.slice(1, -1).map((extent, axis) => (extent === null ? null : this.resize(extent, axis)))
  }
}
