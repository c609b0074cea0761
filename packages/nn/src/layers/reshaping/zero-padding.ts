/** Adds zeros at the ends of spatial axes. */
import { pad, type Tensor } from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import type { SpatialRank } from '../convolution/spatial.ts'
import { type AnyLayer, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'
import { checkEdges, type Edge, type Edges, type Edges1D, type Edges2D, type Edges3D } from './edges.ts'
import { ResizingLayer } from './resizing-layer.ts'

/** Zero padding along one to three axes. */
abstract class ZeroPadding extends ResizingLayer {
  readonly #padding: readonly Edge[]

  constructor(call: string, spatialRank: SpatialRank, padding: Edges, options: LayerOptions) {
    const edges = checkEdges(call, 'padding', padding, spatialRank)
    super(spatialRank, checkOptions(call, options, layerOptionNames))
    this.#padding = edges
  }

  protected override resize(extent: number, axis: number): number {
    const [before, after] = this.#padding[axis]!
    return extent + before + after
  }

  protected override call(x: Tensor): Tensor {
    return pad(x, [[0, 0], ...this.#padding, [0, 0]])
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), padding: this.spatialRank === 1 ? this.#padding[0] : this.#padding }
  }

  static override fromConfig({ padding, ...options }: LayerConfig): AnyLayer {
    const layer: unknown = Reflect.construct(this, [padding, options])
    return layer as AnyLayer
  }
}

/**
 * Adds steps of zeros at the ends of sequences.
 *
 * @shape x [batch, steps, channels] -> [batch, before + steps + after, channels]
 * @param padding - steps to add at both ends, or [before, after]. Default 1
 */
export class ZeroPadding1D extends ZeroPadding {
  static override readonly className: string = 'ZeroPadding1D'

  constructor(padding: Edges1D = 1, options: LayerOptions = {}) {
    super('ZeroPadding1D', 1, padding, options)
  }
}

/**
 * Adds rows and columns of zeros at the edges of images.
 *
 * @shape x [batch, height, width, channels] -> [batch, more height, more width, channels]
 * @param padding - cells to add at all edges, or for rows and columns a number or [before, after] each. Default 1
 */
export class ZeroPadding2D extends ZeroPadding {
  static override readonly className: string = 'ZeroPadding2D'

  constructor(padding: Edges2D = 1, options: LayerOptions = {}) {
    super('ZeroPadding2D', 2, padding, options)
  }
}

/**
 * Adds zeros at the faces of volumes.
 *
 * @shape x [batch, depth, height, width, channels] -> [batch, more of each, channels]
 * @param padding - cells to add at all faces, or for each of the three axes a number or [before, after]. Default 1
 */
export class ZeroPadding3D extends ZeroPadding {
  static override readonly className: string = 'ZeroPadding3D'

  constructor(padding: Edges3D = 1, options: LayerOptions = {}) {
    super('ZeroPadding3D', 3, padding, options)
  }
}
