/** Dropout of whole channels. */
import { checkOptions } from '../../options/check-options.ts'
import { checkShare } from '../../options/check-values.ts'
import { checkLayout } from '../check-extents.ts'
import { layoutOf, type SpatialRank } from '../convolution/spatial.ts'
import { Dropout } from '../dropout.ts'
import { type BatchShape, type LayerConfig, layerOptionNames } from '../layer.ts'
import type { NoiseOptions } from './noise-layer.ts'

/** Drops channels whole: along the spatial axes, elements share their fate. */
abstract class SpatialDropout extends Dropout {
  readonly #spatialRank: SpatialRank

  constructor(call: string, spatialRank: SpatialRank, rate: number, options: NoiseOptions) {
    checkOptions(call, options, { ...layerOptionNames, seed: true })
    const shared = Array.from({ length: spatialRank }, () => 1)
    super(checkShare(call, 'rate', rate), { ...options, noiseShape: [null, ...shared, null] })
    this.#spatialRank = spatialRank
  }

  protected override checkInput(shape: BatchShape): void {
    checkLayout(this.path, shape, layoutOf(this.#spatialRank))
  }

  override getConfig(): LayerConfig {
    const { noiseShape: _, ...config } = super.getConfig()
    return config
  }
}

/**
 * In training, sets whole channels of sequences to 0 and divides the others by `1 - rate`.
 *
 * @shape x [batch, steps, channels] -> the same
 * @param rate - the share of zeros, from 0 to 1
 * @throws ArgumentError when the rate is outside that range; ShapeError when the inputs have other axes
 * @source Tompson et al. 2015, section 3.2
 */
export class SpatialDropout1D extends SpatialDropout {
  static override readonly className: string = 'SpatialDropout1D'

  constructor(rate: number, options: NoiseOptions = {}) {
    super('SpatialDropout1D', 1, rate, options)
  }
}

/**
 * In training, sets whole channels of images to 0 and divides the others by `1 - rate`.
 *
 * @shape x [batch, height, width, channels] -> the same
 * @param rate - the share of zeros, from 0 to 1
 * @throws ArgumentError when the rate is outside that range; ShapeError when the inputs have other axes
 * @source Tompson et al. 2015, section 3.2
 */
export class SpatialDropout2D extends SpatialDropout {
  static override readonly className: string = 'SpatialDropout2D'

  constructor(rate: number, options: NoiseOptions = {}) {
    super('SpatialDropout2D', 2, rate, options)
  }
}

/**
 * In training, sets whole channels of volumes to 0 and divides the others by `1 - rate`.
 *
 * @shape x [batch, depth, height, width, channels] -> the same
 * @param rate - the share of zeros, from 0 to 1
 * @throws ArgumentError when the rate is outside that range; ShapeError when the inputs have other axes
 * @source Tompson et al. 2015, section 3.2
 */
export class SpatialDropout3D extends SpatialDropout {
  static override readonly className: string = 'SpatialDropout3D'

  constructor(rate: number, options: NoiseOptions = {}) {
    super('SpatialDropout3D', 3, rate, options)
  }
}
