/** Normalisation of each sample over its features. */
import { composite, type Tensor, type Axes } from '@neurite/core'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkExtent } from '../check-extents.ts'
import type { BatchShape, LayerConfig } from '../layer.ts'
import { AffineNormalization, affineOptionNames, type AffineOptions } from './affine-normalization.ts'
import { checkAxes, inverseRoot, layAlong, resolveAxes, widen } from './axes.ts'

/** Options of `LayerNormalization`. */
export interface LayerNormalizationOptions extends AffineOptions {
  /** The axes that are normalised together. Default -1. */
  readonly axis?: Axes
}

const optionNames: OptionNames<LayerNormalizationOptions> = { ...affineOptionNames, axis: true }

/**
 * Normalises along some axes to mean 0 and variance 1, each position of the other axes by itself, then scales by gamma and adds beta,
 * which have one element per position of the normalised axes.
 *
 * @shape x [batch, ..., features] -> the same
 * @dtype float16 | float32 | float64 (the layer's); float16 is normalised in float32
 * @throws ShapeError when a normalised axis is not there or has another size
 * @example
 * ```ts
 * const y = new LayerNormalization().apply(x)
 * ```
 * @source Ba, Kiros & Hinton 2016, eq. 3 and 4
 */
export class LayerNormalization extends AffineNormalization {
  static override readonly className: string = 'LayerNormalization'

  readonly axis: Axes
  #extents: readonly number[] | undefined

  constructor(options: LayerNormalizationOptions = {}) {
    const call = 'LayerNormalization'
    super(call, checkOptions(call, options, optionNames))
    this.axis = checkAxes(call, options.axis ?? -1)
  }

  protected override checkInput(shape: BatchShape): void {
    const axes = resolveAxes(this.path, this.axis, shape)
    for (const [index, axis] of axes.entries()) checkExtent(this.path, shape, axis, this.#extents?.[index])
  }

  protected override build(inputShape: BatchShape): void {
    const extents = resolveAxes(this.path, this.axis, inputShape).map((axis) => inputShape[axis]!)
    this.buildAffine(extents)
    this.#extents = extents
  }

  protected override call(x: Tensor): Tensor {
    const axes = resolveAxes(this.path, this.axis, x.shape)
    const weights = [this.gamma, this.beta].flatMap((weight) => (weight ? [weight.value] : []))
    const { gamma, beta, epsilon } = this
    return composite('layerNormalization', [x, ...weights], (input, ...laid) => {
      const wide = widen(input!)
      const [first, second] = laid.map((weight) => layAlong(weight.cast(wide.dtype), axes, wide.rank))
      const mean = wide.mean(axes, { keepDims: true })
      const inverse = inverseRoot(wide.variance(axes, { keepDims: true }), epsilon)
      const scaled = wide.sub(mean).mul(gamma ? inverse.mul(first!) : inverse)
      const shift = gamma ? second : first
      return (beta ? scaled.add(shift!) : scaled).cast(input!.dtype)
    })
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), axis: this.axis }
  }
}
