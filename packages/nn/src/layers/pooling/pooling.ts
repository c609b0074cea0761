/** The base of pooling with windows that move. */
import type { PerAxis } from '@neurite/core'
import type { OptionNames } from '../../options/check-options.ts'
import { checkOptions } from '../../options/check-options.ts'
import { checkChoice } from '../../options/check-values.ts'
import {
  checkDataFormat,
  checkPerAxis,
  checkSpatialInput,
  type DataFormat,
  type MovingWindow,
  positionsOf,
  type SpatialRank,
} from '../convolution/spatial.ts'
import { type BatchShape, Layer, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'

/** Options of pooling with windows that move. */
export interface PoolingOptions extends LayerOptions {
  /** Steps of the window, one number or one per spatial axis. Default: the pool size, so that windows do not overlap. */
  readonly strides?: PerAxis | undefined
  /** `valid`: the window stays inside; `same`: it may reach over the ends, where nothing counts. Default valid. */
  readonly padding?: 'valid' | 'same'
  /** Only `channelsLast`. */
  readonly dataFormat?: DataFormat
}

const optionNames: OptionNames<PoolingOptions> = { ...layerOptionNames, strides: true, padding: true, dataFormat: true }

/** What becomes of each window of each channel. */
export abstract class Pooling extends Layer {
  readonly poolSize: readonly number[]
  readonly strides: readonly number[]
  readonly padding: 'valid' | 'same'
  private readonly rank: SpatialRank

  /** @param call - what errors begin with */
  constructor(call: string, rank: SpatialRank, poolSize: PerAxis, options: PoolingOptions) {
    super(checkOptions(call, options, optionNames))
    this.rank = rank
    this.poolSize = checkPerAxis(call, 'poolSize', poolSize, rank)
    this.strides = checkPerAxis(call, 'strides', options.strides ?? this.poolSize, rank)
    this.padding = checkChoice(call, 'padding', options.padding ?? 'valid', ['valid', 'same'])
    checkDataFormat(call, options.dataFormat ?? 'channelsLast')
  }

  private get window(): MovingWindow {
    const { poolSize, strides, padding } = this
    return { size: poolSize, strides, padding, dilations: poolSize.map(() => 1) }
  }

  protected override checkInput(shape: BatchShape): void {
    checkSpatialInput(this.path, shape, this.rank, this.window, 'pool')
  }

  override computeOutputShape(inputShape: BatchShape): BatchShape {
    this.checkInput(inputShape)
    return [inputShape[0]!, ...positionsOf(inputShape, this.window), inputShape.at(-1)!]
  }

  override getConfig(): LayerConfig {
    const { poolSize, strides, padding } = this
    return { ...super.getConfig(), poolSize, strides, padding }
  }
}
