/** Normalisation of each sample over groups of channels. */
import { ArgumentError, formatShape, ShapeError, type Tensor } from '@neurite/core'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkExtent } from '../check-extents.ts'
import type { BatchShape, LayerConfig } from '../layer.ts'
import { AffineNormalization, affineOptionNames, type AffineOptions } from './affine-normalization.ts'
import { checkAxes, inverseRoot, layAlong, resolveAxes, widen } from './axes.ts'

/** Options of `GroupNormalization`. */
export interface GroupNormalizationOptions extends AffineOptions {
  /** Number of groups of channels; -1 makes each channel a group (instance normalisation). Default 32. */
  readonly groups?: number
  /** The axis of channels. Default -1. */
  readonly axis?: number
}

const optionNames: OptionNames<GroupNormalizationOptions> = { ...affineOptionNames, groups: true, axis: true }

/**
 * Divides the channels into groups and normalises each group of each sample, over all positions, to mean 0 and variance 1; then
 * scales by gamma and adds beta, one element per channel.
 *
 * @shape x [batch, ..., channels] -> the same
 * @dtype float16 | float32 | float64 (the layer's); float16 is normalised in float32
 * @throws ShapeError when the groups do not divide the channels
 * @example
 * ```ts
 * const y = new GroupNormalization({ groups: 8 }).apply(images)
 * ```
 * @source Wu & He 2018, section 3
 */
export class GroupNormalization extends AffineNormalization {
  static override readonly className: string = 'GroupNormalization'

  readonly groups: number
  readonly axis: number
  #channels: number | undefined

  constructor(options: GroupNormalizationOptions = {}) {
    const call = 'GroupNormalization'
    super(call, checkOptions(call, options, optionNames))
    const { groups = 32, axis = -1 } = options
    if (!Number.isSafeInteger(groups) || (groups < 1 && groups !== -1)) {
      throw new ArgumentError(
        `${call}: groups must be a positive integer, or -1 for one group per channel, got ${String(groups)}`,
      )
    }
    checkAxes(call, axis)
    this.groups = groups
    this.axis = axis
  }

  protected override checkInput(shape: BatchShape): void {
    const [axis] = resolveAxes(this.path, this.axis, shape)
    if (axis === 0) {
      throw new ShapeError(
        `${this.path}: expected channels behind the batch axis, got shape ${formatShape(shape)} with axis ${this.axis}`,
      )
    }
    checkExtent(this.path, shape, axis!, this.#channels)
    const channels = shape[axis!]
    if (!channels || this.groups === -1 || channels % this.groups === 0) return
    throw new ShapeError(
      `${this.path}: expected a number of channels that ${this.groups} groups divide, got ${channels} in shape ${formatShape(shape)}; change groups`,
    )
  }

  protected override build(inputShape: BatchShape): void {
    const channels = inputShape.at(this.axis)!
    this.buildAffine([channels])
    this.#channels = channels
  }

  protected override call(x: Tensor): Tensor {
    const axes = resolveAxes(this.path, this.axis, x.shape)
    const axis = axes[0]!
    const channels = x.shape[axis]!
    const groups = this.groups === -1 ? channels : this.groups
    const wide = widen(x)
    const grouped = wide.reshape([...x.shape.slice(0, axis), groups, channels / groups, ...x.shape.slice(axis + 1)])
    const within = grouped.shape.flatMap((_, position) => (position === 0 || position === axis ? [] : [position]))
    const inverse = inverseRoot(grouped.variance(within, { keepDims: true }), this.epsilon)
    const normalized = grouped
      .sub(grouped.mean(within, { keepDims: true }))
      .mul(inverse)
      .reshape(x.shape)
    const { gamma, beta } = this
    const scaled = gamma ? normalized.mul(layAlong(gamma.value.cast(wide.dtype), axes, x.rank)) : normalized
    return (beta ? scaled.add(layAlong(beta.value.cast(wide.dtype), axes, x.rank)) : scaled).cast(x.dtype)
  }

  override getConfig(): LayerConfig {
    const { groups, axis } = this
    return { ...super.getConfig(), groups, axis }
  }
}
