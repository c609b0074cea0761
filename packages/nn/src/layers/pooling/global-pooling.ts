/** The base of pooling over all positions. */
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkFlag } from '../../options/check-values.ts'
import type { SpatialRank } from '../convolution/spatial.ts'
import type { BatchShape, LayerConfig } from '../layer.ts'
import { ChannelPooling, type ChannelPoolingOptions, channelPoolingOptionNames } from './channel-pooling.ts'

/** Options of pooling over all positions. */
export interface GlobalPoolingOptions extends ChannelPoolingOptions {
  /** Keep the spatial axes with extent 1. Default false. */
  readonly keepDims?: boolean
}

const optionNames: OptionNames<GlobalPoolingOptions> = { ...channelPoolingOptionNames, keepDims: true }

/** One number per channel, from all of its positions. */
export abstract class GlobalPooling extends ChannelPooling {
  readonly keepDims: boolean
  /** The spatial axes. */
  protected readonly axes: readonly number[]

  constructor(call: string, spatialRank: SpatialRank, options: GlobalPoolingOptions) {
    super(call, spatialRank, checkOptions(call, options, optionNames))
    this.axes = Array.from({ length: spatialRank }, (_, axis) => axis + 1)
    this.keepDims = checkFlag(call, 'keepDims', options.keepDims ?? false)
  }

  protected override positions(): BatchShape {
    return this.keepDims ? this.axes.map(() => 1) : []
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), keepDims: this.keepDims }
  }
}
