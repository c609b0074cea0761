/** The base of pooling with windows that move. */
import type { PerAxis } from '@neurite/core'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkChoice } from '../../options/check-values.ts'
import { checkPerAxis, checkSpatialInput, type MovingWindow, positionsOf, type SpatialRank } from '../convolution/spatial.ts'
import type { AnyLayer, BatchShape, LayerConfig } from '../layer.ts'
import { ChannelPooling, type ChannelPoolingOptions, channelPoolingOptionNames } from './channel-pooling.ts'

/** Options of pooling with windows that move. */
export interface PoolingOptions extends ChannelPoolingOptions {
  /** Steps of the window, one number or one per spatial axis. Default: the pool size, so that windows do not overlap. */
  readonly strides?: PerAxis | undefined
  /** `valid`: the window stays inside; `same`: it may reach over the ends, where nothing counts. Default valid. */
  readonly padding?: 'valid' | 'same'
}

const optionNames: OptionNames<PoolingOptions> = { ...channelPoolingOptionNames, strides: true, padding: true }

/** What becomes of each window of each channel. */
export abstract class Pooling extends ChannelPooling {
  readonly poolSize: readonly number[]
  readonly strides: readonly number[]
  readonly padding: 'valid' | 'same'

  constructor(call: string, spatialRank: SpatialRank, poolSize: PerAxis, options: PoolingOptions) {
    super(call, spatialRank, checkOptions(call, options, optionNames))
    this.poolSize = checkPerAxis(call, 'poolSize', poolSize, spatialRank)
    this.strides = checkPerAxis(call, 'strides', options.strides ?? this.poolSize, spatialRank)
    this.padding = checkChoice(call, 'padding', options.padding ?? 'valid', ['valid', 'same'])
  }

  get #window(): MovingWindow {
    const { poolSize, strides, padding } = this
    return { size: poolSize, strides, padding, dilations: poolSize.map(() => 1) }
  }

  protected override checkInput(shape: BatchShape): void {
    checkSpatialInput(this.path, shape, this.spatialRank, this.#window, 'pool')
  }

  protected override positions(inputShape: BatchShape): BatchShape {
    return positionsOf(inputShape, this.#window)
  }

  override getConfig(): LayerConfig {
    const { poolSize, strides, padding } = this
    return { ...super.getConfig(), poolSize, strides, padding }
  }

  static override fromConfig<Made extends AnyLayer>(
    this: new (poolSize: PerAxis, options: PoolingOptions) => Made,
    { poolSize, ...options }: LayerConfig,
  ): Made {
    return new this(poolSize as PerAxis, options)
  }
}
