/** Normalisation of each sample by the root of its mean square. */
import { composite, type Tensor, type Variable, type Axes } from '@neurite/core'
import { checkNumber } from '../../options/check-number.ts'
import { Ones } from '../../initializers/ones.ts'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkExtent } from '../check-extents.ts'
import { type BatchShape, Layer, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'
import { checkAxes, inverseRoot, layAlong, resolveAxes, widen } from './axes.ts'

/** Options of `RMSNormalization`. */
export interface RMSNormalizationOptions extends LayerOptions {
  /** The axes that are normalised together. Default -1. */
  readonly axis?: Axes
  /** Added to the mean square. Default 1e-6. */
  readonly epsilon?: number
}

const optionNames: OptionNames<RMSNormalizationOptions> = { ...layerOptionNames, axis: true, epsilon: true }

/**
 * Divides by the root of the mean square along some axes, then multiplies by a learned scale: `x / sqrt(mean(x^2) + epsilon) * scale`.
 *
 * @shape x [batch, ..., features] -> the same
 * @dtype float16 | float32 | float64 (the layer's); float16 is normalised in float32
 * @throws ShapeError when a normalised axis is not there or has another size
 * @example
 * ```ts
 * const y = new RMSNormalization().apply(x)
 * ```
 * @source Zhang & Sennrich 2019, eq. 4
 */
export class RMSNormalization extends Layer {
  static override readonly className: string = 'RMSNormalization'

  readonly axis: Axes
  readonly epsilon: number
  /** One element per position of the normalised axes, once built. */
  scale: Variable | undefined

  constructor(options: RMSNormalizationOptions = {}) {
    const call = 'RMSNormalization'
    super(checkOptions(call, options, optionNames))
    this.axis = checkAxes(call, options.axis ?? -1)
    this.epsilon = checkNumber(call, 'epsilon', options.epsilon ?? 1e-6, { least: 0 })
  }

  protected override checkInput(shape: BatchShape): void {
    const axes = resolveAxes(this.path, this.axis, shape)
    for (const [index, axis] of axes.entries()) checkExtent(this.path, shape, axis, this.scale?.shape[index])
  }

  protected override build(inputShape: BatchShape): void {
    const extents = resolveAxes(this.path, this.axis, inputShape).map((axis) => inputShape[axis]!)
    this.scale = this.addWeight('scale', extents, { initializer: new Ones() })
  }

  protected override call(x: Tensor): Tensor {
    const axes = resolveAxes(this.path, this.axis, x.shape)
    return composite('rmsNormalization', [x, this.scale!.value], (input, scale) => {
      const wide = widen(input!)
      const inverse = inverseRoot(wide.square().mean(axes, { keepDims: true }), this.epsilon)
      return wide
        .mul(inverse)
        .mul(layAlong(scale!.cast(wide.dtype), axes, wide.rank))
        .cast(input!.dtype)
    })
  }

  override get supportsMasking(): boolean {
    return true
  }

  override computeOutputShape(inputShape: BatchShape): BatchShape {
    this.checkInput(inputShape)
    return inputShape
  }

  override getConfig(): LayerConfig {
    const { axis, epsilon } = this
    return { ...super.getConfig(), axis, epsilon }
  }
}
