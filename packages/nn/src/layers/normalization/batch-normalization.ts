/** Normalisation of each feature over the batch. */
import { formatShape, ShapeError, staticValue, type Tensor, type Variable, where } from '@neurite/core'
import { getInitializer, initializerConfig, type InitializerLike } from '../../initializers/get-initializer.ts'
import type { Initializer } from '../../initializers/initializer.ts'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkShare } from '../../options/check-values.ts'
import { checkExtent } from '../check-extents.ts'
import type { BatchShape, CallContext, LayerConfig } from '../layer.ts'
import { AffineNormalization, affineOptionNames, type AffineOptions } from './affine-normalization.ts'
import { checkAxes, inverseRoot, layAlong, otherAxes, resolveAxes, widen } from './axes.ts'

/** Options of `BatchNormalization`. */
export interface BatchNormalizationOptions extends AffineOptions {
  /** The axis of features, each of which is normalised by itself. Default -1. */
  readonly axis?: number
  /** What is kept of the moving statistics at each step of training. Default 0.99. */
  readonly momentum?: number
  /** Default zeros. */
  readonly movingMeanInitializer?: InitializerLike
  /** Default ones. */
  readonly movingVarianceInitializer?: InitializerLike
}

const optionNames: OptionNames<BatchNormalizationOptions> = {
  ...affineOptionNames,
  axis: true,
  momentum: true,
  movingMeanInitializer: true,
  movingVarianceInitializer: true,
}

/** Keeps a mean over nothing from being 0 / 0. Keras's `epsilon()`. */
const tiny = staticValue(1e-7)

interface Moments {
  readonly mean: Tensor
  readonly variance: Tensor
}

/**
 * Normalises each feature to mean 0 and variance 1 over the batch, then scales by gamma and adds beta.
 *
 * In training it uses the statistics of the batch and moves its own towards them: `moving = moving * momentum + batch * (1 -
 * momentum)`, with the biased variance. Otherwise, or when `trainable` is false, it uses its own. A mask of the input leaves
 * elements out of the statistics.
 *
 * @shape x [batch, ..., features] -> the same
 * @dtype float16 | float32 | float64 (the layer's); float16 is normalised in float32
 * @throws ShapeError when the axis of features is not there or has another size; ArgumentError when an option is out of range
 * @example
 * ```ts
 * const model = new Sequential([new Dense(64), new BatchNormalization(), new Activation('relu')])
 * ```
 * @source Ioffe & Szegedy 2015, algorithms 1 and 2
 */
export class BatchNormalization extends AffineNormalization {
  static override readonly className: string = 'BatchNormalization'

  readonly axis: number
  readonly momentum: number
  /** Once built. */
  movingMean: Variable | undefined
  /** Once built. */
  movingVariance: Variable | undefined
  readonly #meanInitializer: Initializer
  readonly #varianceInitializer: Initializer

  constructor(options: BatchNormalizationOptions = {}) {
    const call = 'BatchNormalization'
    super(call, checkOptions(call, options, optionNames))
    const { axis = -1, momentum = 0.99 } = options
    checkAxes(call, axis)
    this.axis = axis
    this.momentum = checkShare(call, 'momentum', momentum)
    this.#meanInitializer = getInitializer(call, options.movingMeanInitializer ?? 'zeros')
    this.#varianceInitializer = getInitializer(call, options.movingVarianceInitializer ?? 'ones')
  }

  protected override checkInput(shape: BatchShape): void {
    const [axis] = resolveAxes(this.path, this.axis, shape)
    checkExtent(this.path, shape, axis!, this.movingMean?.shape[0])
  }

  protected override build(inputShape: BatchShape): void {
    const shape = [inputShape.at(this.axis)!]
    this.buildAffine(shape)
    this.movingMean = this.addWeight('movingMean', shape, { initializer: this.#meanInitializer, trainable: false })
    this.movingVariance = this.addWeight('movingVariance', shape, { initializer: this.#varianceInitializer, trainable: false })
  }

  protected override call(x: Tensor, { training, mask }: CallContext): Tensor {
    const wide = widen(x)
    const axes = resolveAxes(this.path, this.axis, x.shape)
    const lay = (weight: Variable): Tensor => layAlong(weight.value.cast(wide.dtype), axes, x.rank)
    const usesBatch = training && this.trainable
    const { mean, variance } = usesBatch
      ? this.#batchMoments(wide, otherAxes(axes, x.rank), mask)
      : { mean: lay(this.movingMean!), variance: lay(this.movingVariance!) }
    if (usesBatch) {
      this.#move(this.movingMean!, mean)
      this.#move(this.movingVariance!, variance)
    }
    const inverse = inverseRoot(variance, this.epsilon)
    const scaled = wide.sub(mean).mul(this.gamma ? inverse.mul(lay(this.gamma)) : inverse)
    return (this.beta ? scaled.add(lay(this.beta)) : scaled).cast(x.dtype)
  }

  /** Mean and biased variance over these axes, which stay with extent 1. */
  #batchMoments(x: Tensor, axes: readonly number[], mask: Tensor | undefined): Moments {
    const keepDims = { keepDims: true }
    if (!mask) return { mean: x.mean(axes, keepDims), variance: x.variance(axes, keepDims) }
    if (mask.rank !== x.rank - 1) {
      throw new ShapeError(
        `${this.path}: expected a mask of one axis less than the input, got ${formatShape(mask.shape)} for ${formatShape(x.shape)}`,
      )
    }
    const counts = mask.expandDims(-1).broadcastTo(x.shape)
    const count = counts.cast(x.dtype).sum(axes, keepDims).add(tiny)
    const mean = where(counts, x, 0).sum(axes, keepDims).div(count)
    const variance = where(counts, x.sub(mean), 0).square().sum(axes, keepDims).div(count)
    return { mean, variance }
  }

  #move(moving: Variable, batch: Tensor): void {
    const { value } = moving
    const next = batch.stopGradient().reshape(value.shape)
    const moved = value
      .cast(next.dtype)
      .mul(staticValue(this.momentum))
      .add(next.mul(staticValue(1 - this.momentum)))
    moving.assign(moved.cast(moving.dtype))
  }

  override getConfig(): LayerConfig {
    const { axis, momentum } = this
    return {
      ...super.getConfig(),
      axis,
      momentum,
      movingMeanInitializer: initializerConfig(this.#meanInitializer),
      movingVarianceInitializer: initializerConfig(this.#varianceInitializer),
    }
  }
}
