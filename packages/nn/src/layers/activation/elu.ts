/** Exponential linear units as a layer. */
import type { Tensor } from '@neurite/core'
import { elu } from '../../activations/elu.ts'
import { checkNumber } from '../../options/check-number.ts'
import { checkOptions } from '../../options/check-options.ts'
import { ElementwiseLayer } from '../elementwise-layer.ts'
import { type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'

/** Options of `ELU`. */
export interface ELUOptions extends LayerOptions {
  /** What outputs tend to at -Infinity is -alpha. Default 1. */
  readonly alpha?: number
}

/**
 * x above 0, `alpha * (exp(x) - 1)` below.
 *
 * @shape x [...] -> the same
 * @throws ArgumentError when alpha is no finite number
 * @source Clevert et al. 2016, eq. 15
 */
export class ELU extends ElementwiseLayer {
  static override readonly className: string = 'ELU'

  readonly #alpha: number

  constructor(options: ELUOptions = {}) {
    super(checkOptions('ELU', options, { ...layerOptionNames, alpha: true }))
    this.#alpha = checkNumber('ELU', 'alpha', options.alpha ?? 1)
  }

  protected override call(x: Tensor): Tensor {
    return elu(x, this.#alpha)
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), alpha: this.#alpha }
  }
}
