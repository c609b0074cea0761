/** The base of pooling to a given number of positions. */
import { iota, type PerAxis, staticValue, tensor, type Tensor, where } from '@neurite/core'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkLayout } from '../check-extents.ts'
import { checkDataFormat, checkPerAxis, type DataFormat, layoutOf, type SpatialRank } from '../convolution/spatial.ts'
import { type BatchShape, Layer, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'

/** Options of pooling to a given number of positions. */
export interface AdaptivePoolingOptions extends LayerOptions {
  /** Only `channelsLast`. */
  readonly dataFormat?: DataFormat
}

const optionNames: OptionNames<AdaptivePoolingOptions> = { ...layerOptionNames, dataFormat: true }

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
export abstract class AdaptivePooling extends Layer {
  readonly outputSize: readonly number[]
  private readonly rank: SpatialRank

  /** @param call - what errors begin with */
  constructor(call: string, rank: SpatialRank, outputSize: PerAxis, options: AdaptivePoolingOptions) {
    super(checkOptions(call, options, optionNames))
    this.rank = rank
    this.outputSize = checkPerAxis(call, 'outputSize', outputSize, rank)
    checkDataFormat(call, options.dataFormat ?? 'channelsLast')
  }

  /** One element from each window. */
  protected abstract pool(windows: WindowAxis): Tensor

  protected override checkInput(shape: BatchShape): void {
    checkLayout(this.path, shape, layoutOf(this.rank))
  }

  protected override call(x: Tensor): Tensor {
    return this.outputSize.reduce((y, count, index) => this.pool(windowsOf(y, index + 1, count)), x)
  }

  override computeOutputShape(inputShape: BatchShape): BatchShape {
    this.checkInput(inputShape)
    return [inputShape[0]!, ...this.outputSize, inputShape.at(-1)!]
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), outputSize: this.outputSize }
  }
}

/** Means of windows. */
export const meanOf = ({ cells, belongs, counts, axis }: WindowAxis): Tensor => {
  const sums = where(belongs, cells, 0).sum(axis)
  return sums.div(counts.cast(sums.dtype))
}

/** Greatest elements of windows. */
export const greatestOf = ({ cells, belongs, axis }: WindowAxis): Tensor => where(belongs, cells, -Infinity).max(axis)
