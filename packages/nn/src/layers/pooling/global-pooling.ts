/** The base of pooling over all positions. */
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkFlag } from '../../options/check-values.ts'
import { checkLayout } from '../check-extents.ts'
import { checkDataFormat, type DataFormat, layoutOf, type SpatialRank } from '../convolution/spatial.ts'
import { type BatchShape, Layer, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'

/** Options of pooling over all positions. */
export interface GlobalPoolingOptions extends LayerOptions {
  /** Keep the spatial axes with extent 1. Default false. */
  readonly keepDims?: boolean
  /** Only `channelsLast`. */
  readonly dataFormat?: DataFormat
}

const optionNames: OptionNames<GlobalPoolingOptions> = { ...layerOptionNames, keepDims: true, dataFormat: true }

/** One number per channel, from all of its positions. */
export abstract class GlobalPooling extends Layer {
  readonly keepDims: boolean
  /** The spatial axes. */
  protected readonly axes: readonly number[]
  private readonly rank: SpatialRank

  /** @param call - what errors begin with */
  constructor(call: string, rank: SpatialRank, options: GlobalPoolingOptions) {
    super(checkOptions(call, options, optionNames))
    this.rank = rank
    this.axes = Array.from({ length: rank }, (_, axis) => axis + 1)
    this.keepDims = checkFlag(call, 'keepDims', options.keepDims ?? false)
    checkDataFormat(call, options.dataFormat ?? 'channelsLast')
  }

  protected override checkInput(shape: BatchShape): void {
    checkLayout(this.path, shape, layoutOf(this.rank))
  }

  override computeOutputShape(inputShape: BatchShape): BatchShape {
    this.checkInput(inputShape)
    return [inputShape[0]!, ...(this.keepDims ? this.axes.map(() => 1) : []), inputShape.at(-1)!]
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), keepDims: this.keepDims }
  }
}
