/** Leaky rectified linear units as a layer. */
import type { Tensor } from '@neurite/core'
import { leakyRelu } from '../../activations/leaky-relu.ts'
import { checkNumber } from '../../options/check-number.ts'
import { checkOptions } from '../../options/check-options.ts'
import { ElementwiseLayer } from '../elementwise-layer.ts'
import { type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'

/** Options of `LeakyReLU`. */
export interface LeakyReLUOptions extends LayerOptions {
  /** Slope below 0, at least 0. Default 0.3. */
  readonly negativeSlope?: number
}

/**
 * x above 0, `negativeSlope * x` below.
 *
 * @shape x [...] -> the same
 * @throws ArgumentError when the slope is negative or not finite
 */
export class LeakyReLU extends ElementwiseLayer {
  static override readonly className: string = 'LeakyReLU'

  readonly #negativeSlope: number

  constructor(options: LeakyReLUOptions = {}) {
    super(checkOptions('LeakyReLU', options, { ...layerOptionNames, negativeSlope: true }))
    this.#negativeSlope = checkNumber('LeakyReLU', 'negativeSlope', options.negativeSlope ?? 0.3, { least: 0 })
  }

  protected override call(x: Tensor): Tensor {
    return leakyRelu(x, this.#negativeSlope)
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), negativeSlope: this.#negativeSlope }
  }
}
