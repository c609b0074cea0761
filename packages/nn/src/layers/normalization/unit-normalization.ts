/** Vectors of length 1. */
import { type Axes, l2Normalize, type Tensor } from '@neurite/core'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { type BatchShape, Layer, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'
import { checkAxes, resolveAxes } from './axes.ts'

/** Options of `UnitNormalization`. */
export interface UnitNormalizationOptions extends LayerOptions {
  /** The axes that are normalised together. Default -1. */
  readonly axis?: Axes
}

const optionNames: OptionNames<UnitNormalizationOptions> = { ...layerOptionNames, axis: true }

/**
 * Divides by the Euclidean length along some axes.
 *
 * @shape x [batch, ..., features] -> the same
 * @dtype float16 | float32 | float64 (the layer's); float16 is normalised in float32
 * @throws ShapeError when a normalised axis is not there
 * @example
 * ```ts
 * const directions = new UnitNormalization().apply(embeddings)
 * ```
 */
export class UnitNormalization extends Layer {
  static override readonly className: string = 'UnitNormalization'

  readonly axis: Axes

  constructor(options: UnitNormalizationOptions = {}) {
    super(checkOptions('UnitNormalization', options, optionNames))
    this.axis = checkAxes('UnitNormalization', options.axis ?? -1)
  }

  protected override checkInput(shape: BatchShape): void {
    resolveAxes(this.path, this.axis, shape)
  }

  protected override call(x: Tensor): Tensor {
    return l2Normalize(x, resolveAxes(this.path, this.axis, x.shape))
  }

  override get supportsMasking(): boolean {
    return true
  }

  override computeOutputShape(inputShape: BatchShape): BatchShape {
    this.checkInput(inputShape)
    return inputShape
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), axis: this.axis }
  }
}
