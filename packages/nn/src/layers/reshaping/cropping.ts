/** Cuts cells off the ends of spatial axes. */
import { formatShape, ShapeError, type Tensor } from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import type { SpatialRank } from '../convolution/spatial.ts'
import { type AnyLayer, type BatchShape, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'
import { checkEdges, type Edge, type Edges, type Edges1D, type Edges2D, type Edges3D } from './edges.ts'
import { ResizingLayer } from './resizing-layer.ts'

/** Cropping along one to three axes. */
abstract class Cropping extends ResizingLayer {
  readonly #cropping: readonly Edge[]

  constructor(call: string, spatialRank: SpatialRank, cropping: Edges, options: LayerOptions) {
    const edges = checkEdges(call, 'cropping', cropping, spatialRank)
    super(spatialRank, checkOptions(call, options, layerOptionNames))
    this.#cropping = edges
  }

  protected override checkInput(shape: BatchShape): void {
    super.checkInput(shape)
    const axis = this.#cropping.findIndex(([before, after], index) => {
      const extent = shape[index + 1]!
      return extent !== null && before + after >= extent
    })
    if (axis === -1) return
    const [before, after] = this.#cropping[axis]!
    throw new ShapeError(
      `${this.path}: expected axis ${axis + 1} to be longer than the ${before + after} cells that are cut off, got shape ${formatShape(shape)}; crop less`,
    )
  }

  protected override resize(extent: number, axis: number): number {
    const [before, after] = this.#cropping[axis]!
    return extent - before - after
  }

  protected override call(x: Tensor): Tensor {
    return x.slice([0, ...this.#cropping.map(([before]) => before)], {
      limits: [x.shape[0]!, ...this.#cropping.map(([, after], axis) => x.shape[axis + 1]! - after)],
    })
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), cropping: this.spatialRank === 1 ? this.#cropping[0] : this.#cropping }
  }

  static override fromConfig({ cropping, ...options }: LayerConfig): AnyLayer {
    const layer: unknown = Reflect.construct(this, [cropping, options])
    return layer as AnyLayer
  }
}

/**
 * Cuts steps off the ends of sequences.
 *
 * @shape x [batch, steps, channels] -> [batch, steps - before - after, channels]
 * @param cropping - steps to cut off at both ends, or [before, after]. Default 1
 * @throws ShapeError when nothing would be left
 */
export class Cropping1D extends Cropping {
  static override readonly className: string = 'Cropping1D'

  constructor(cropping: Edges1D = [1, 1], options: LayerOptions = {}) {
    super('Cropping1D', 1, cropping, options)
  }
}

/**
 * Cuts rows and columns off the edges of images.
 *
 * @shape x [batch, height, width, channels] -> [batch, less height, less width, channels]
 * @param cropping - cells to cut off at all edges, or for rows and columns a number or [before, after] each. Default 0
 * @throws ShapeError when nothing would be left
 */
export class Cropping2D extends Cropping {
  static override readonly className: string = 'Cropping2D'

  constructor(cropping: Edges2D = 0, options: LayerOptions = {}) {
    super('Cropping2D', 2, cropping, options)
  }
}

/**
 * Cuts cells off the faces of volumes.
 *
 * @shape x [batch, depth, height, width, channels] -> [batch, less of each, channels]
 * @param cropping - cells to cut off at all faces, or for each of the three axes a number or [before, after]. Default 1
 * @throws ShapeError when nothing would be left
 */
export class Cropping3D extends Cropping {
  static override readonly className: string = 'Cropping3D'

  constructor(cropping: Edges3D = 1, options: LayerOptions = {}) {
    super('Cropping3D', 3, cropping, options)
  }
}
