/** The base of layers over sequences, images and volumes, whose channels stand last. */
import { checkLayout } from './check-extents.ts'
import { layoutOf, type SpatialRank } from './convolution/spatial.ts'
import { type BatchShape, Layer, type LayerOptions } from './layer.ts'

/** Takes [batch, ...spatial, channels], and keeps batch and channels. */
export abstract class SpatialLayer extends Layer {
  /** How many spatial axes the inputs have. */
  protected readonly spatialRank: SpatialRank

  constructor(spatialRank: SpatialRank, options: LayerOptions) {
    super(options)
    this.spatialRank = spatialRank
  }

  protected override checkInput(shape: BatchShape): void {
    checkLayout(this.path, shape, layoutOf(this.spatialRank))
  }

  /** Extents of the spatial axes of the outputs; none where those axes are gone. */
  protected abstract positions(inputShape: BatchShape): BatchShape

  override computeOutputShape(inputShape: BatchShape): BatchShape {
    this.checkInput(inputShape)
    return [inputShape[0]!, ...this.positions(inputShape), inputShape.at(-1)!]
  }
}
