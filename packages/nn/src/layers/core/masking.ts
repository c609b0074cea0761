/** Marks the steps of sequences that are padding. */
import { formatShape, ShapeError, type Tensor, where } from '@neurite/core'
import { checkNumber } from '../../options/check-number.ts'
import { checkOptions } from '../../options/check-options.ts'
import { ElementwiseLayer } from '../elementwise-layer.ts'
import { type BatchShape, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'
import { setMask } from '../mask.ts'

/** Options of `Masking`. */
export interface MaskingOptions extends LayerOptions {
  /** Steps all of whose features are this are masked. Default 0. */
  readonly maskValue?: number
}

/**
 * Masks the steps all of whose features are `maskValue`, and sets them to 0. Layers that follow skip them, where they can.
 *
 * @shape x [batch, ..., features] -> the same; its mask [batch, ...]
 * @throws ShapeError when there is no axis of features; ArgumentError when maskValue is no finite number
 * @example
 * ```ts
 * const model = new Sequential([new Masking({ inputShape: [20, 8] }), new LSTM(32)])
 * ```
 */
export class Masking extends ElementwiseLayer {
  static override readonly className: string = 'Masking'

  readonly #maskValue: number

  constructor(options: MaskingOptions = {}) {
    super(checkOptions('Masking', options, { ...layerOptionNames, maskValue: true }))
    this.#maskValue = checkNumber('Masking', 'maskValue', options.maskValue ?? 0)
  }

  protected override checkInput(shape: BatchShape): void {
    if (shape.length >= 2) return
    throw new ShapeError(
      `${this.path}: expected an input of shape [batch, ..., features], got shape ${formatShape(shape)}; add the missing axis`,
    )
  }

  override computeMask(x: Tensor): Tensor {
    return x.notEqual(this.#maskValue).any(-1)
  }

  protected override call(x: Tensor): Tensor {
    const mask = this.computeMask(x)
    const outputs = where(mask.expandDims(-1), x, 0)
    setMask(outputs, mask)
    return outputs
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), maskValue: this.#maskValue }
  }
}
