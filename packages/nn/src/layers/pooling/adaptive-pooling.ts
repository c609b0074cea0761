/** The base of pooling to a given number of positions. */
import { iota, type PerAxis, staticValue, tensor, type Tensor } from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import { checkPerAxis, type SpatialRank } from '../convolution/spatial.ts'
import type { AnyLayer, BatchShape, LayerConfig } from '../layer.ts'
import { ChannelPooling, type ChannelPoolingOptions, channelPoolingOptionNames } from './channel-pooling.ts'

/** Options of pooling to a given number of positions. */
export interface AdaptivePoolingOptions extends ChannelPoolingOptions {}

/** The windows of one axis laid beside each other. */
export interface WindowAxis {
  /** With the axis replaced by [windows, longest window]. */
  readonly cells: Tensor
  /** Whether a cell belongs to its window; broadcasts to `cells`. */
  readonly belongs: Tensor
  /** Cells of each window; broadcasts to `cells` without the axis of the windows' cells. */
  readonly counts: Tensor
  /** The axis of the windows' cells. */
  readonly axis: number
}

/** Window i of n goes from floor(i * extent / n) to ceil((i + 1) * extent / n). */
function windowsOf(x: Tensor, axis: number, count: number): WindowAxis {
  const extent = x.shape[axis]!
  const starts = Array.from({ length: count }, (_, index) => Math.floor((index * extent) / count))
  const lengths = starts.map((start, index) => Math.ceil(((index + 1) * extent) / count) - start)
  const longest = Math.max(...lengths)
  const offsets = iota([count, longest], 1)
  const positions = offsets.add(tensor(starts, { dtype: 'int32' }).expandDims(1)).minimum(staticValue(extent - 1))
  const trailing = Array.from({ length: x.rank - axis - 1 }, () => 1)
  const length = tensor(lengths, { dtype: 'int32' })
  return {
    cells: x.take(positions, axis),
    belongs: offsets.less(length.expandDims(1)).reshape([count, longest, ...trailing]),
    counts: length.reshape([count, ...trailing]),
    axis: axis + 1,
  }
}

/** Pooling to a given number of positions, axis by axis. */
export abstract class AdaptivePooling extends ChannelPooling {
  readonly outputSize: readonly number[]

  constructor(call: string, spatialRank: SpatialRank, outputSize: PerAxis, options: AdaptivePoolingOptions) {
    super(call, spatialRank, checkOptions(call, options, channelPoolingOptionNames))
    this.outputSize = checkPerAxis(call, 'outputSize', outputSize, spatialRank)
  }

  /** One element from each window. */
  protected abstract pool(windows: WindowAxis): Tensor

  protected override call(x: Tensor): Tensor {
    return this.outputSize.reduce((y, count, index) => this.pool(windowsOf(y, index + 1, count)), x)
  }

  protected override positions(): BatchShape {
    return this.outputSize
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), outputSize: this.outputSize }
  }

  static override fromConfig<Made extends AnyLayer>(
    this: new (outputSize: PerAxis, options: AdaptivePoolingOptions) => Made,
    { outputSize, ...options }: LayerConfig,
  ): Made {
    return new this(outputSize as PerAxis, options)
  }
}
