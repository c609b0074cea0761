/** The base of all pooling: what becomes of each channel of sequences, images or volumes. */
import type { OptionNames } from '../../options/check-options.ts'
import { checkDataFormat, type DataFormat, type SpatialRank } from '../convolution/spatial.ts'
import { layerOptionNames, type LayerOptions } from '../layer.ts'
import { SpatialLayer } from '../spatial-layer.ts'

/** Options that all pooling shares. */
export interface ChannelPoolingOptions extends LayerOptions {
  /** Only `channelsLast`. */
  readonly dataFormat?: DataFormat
}

/** Rows of `ChannelPoolingOptions`, to spread into a layer's own. */
export const channelPoolingOptionNames: OptionNames<ChannelPoolingOptions> = { ...layerOptionNames, dataFormat: true }

/** Pooling of each channel by itself. */
export abstract class ChannelPooling extends SpatialLayer {
  /** @param call - what errors begin with */
  constructor(call: string, spatialRank: SpatialRank, options: ChannelPoolingOptions) {
    super(spatialRank, options)
    checkDataFormat(call, options.dataFormat ?? 'channelsLast')
  }
}
