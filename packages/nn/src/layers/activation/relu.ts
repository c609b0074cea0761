/** Rectified linear units as a layer. */
import type { Tensor } from '@neurite/core'
import { relu } from '../../activations/relu.ts'
import { checkNumber } from '../../options/check-number.ts'
import { checkOptions } from '../../options/check-options.ts'
import { ElementwiseLayer } from '../elementwise-layer.ts'
import { type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'

/** Options of `ReLU`. */
export interface ReLUOptions extends LayerOptions {
  /** The greatest output, at least 0. Default none. */
  readonly maxValue?: number | null | undefined
  /** Slope up to the threshold, at least 0. Default 0. */
  readonly negativeSlope?: number
  /** Up to here, inputs are cut off or damped, at least 0. Default 0. */
  readonly threshold?: number
}

/**
 * x above the threshold, limited to `maxValue`; `negativeSlope * (x - threshold)` up to it. By default `max(x, 0)`.
 *
 * @shape x [...] -> the same
 * @throws ArgumentError when an option is negative or not finite
 */
export class ReLU extends ElementwiseLayer {
  static override readonly className: string = 'ReLU'

  readonly #maxValue: number | undefined
  readonly #negativeSlope: number
  readonly #threshold: number

  constructor(options: ReLUOptions = {}) {
    super(checkOptions('ReLU', options, { ...layerOptionNames, maxValue: true, negativeSlope: true, threshold: true }))
    const check = (option: string, value: number): number => checkNumber('ReLU', option, value, { least: 0 })
    this.#maxValue = (options.maxValue ?? undefined) === undefined ? undefined : check('maxValue', options.maxValue!)
    this.#negativeSlope = check('negativeSlope', options.negativeSlope ?? 0)
    this.#threshold = check('threshold', options.threshold ?? 0)
  }

  protected override call(x: Tensor): Tensor {
    const [maxValue, negativeSlope, threshold] = [this.#maxValue, this.#negativeSlope, this.#threshold]
    return relu(x, { maxValue, negativeSlope, threshold })
  }

  override getConfig(): LayerConfig {
    const [maxValue, negativeSlope, threshold] = [this.#maxValue, this.#negativeSlope, this.#threshold]
    return { ...super.getConfig(), ...(maxValue !== undefined && { maxValue }), negativeSlope, threshold }
  }
}
