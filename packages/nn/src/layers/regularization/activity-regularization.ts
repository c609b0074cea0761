/** A penalty on the size of activations, as a layer. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import { L1L2 } from '../../regularizers/l1-l2.ts'
import { checkNumber } from '../../options/check-number.ts'
import { ElementwiseLayer } from '../elementwise-layer.ts'
import { type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'

/** Options of `ActivityRegularization`. */
export interface ActivityRegularizationOptions extends Omit<LayerOptions, 'activityRegularizer'> {
  /** Factor of the sum of magnitudes, at least 0. Default 0. */
  readonly l1?: number
  /** Factor of the sum of squares, at least 0. Default 0. */
  readonly l2?: number
}

const { activityRegularizer: _, ...otherNames } = layerOptionNames

/**
 * Returns its input, and adds `l1 * sum(abs(x)) + l2 * sum(x^2)`, divided by the size of the batch, to the loss of training.
 *
 * @shape x [batch, ...] -> the same
 * @throws ArgumentError when a factor is negative or not finite
 */
export class ActivityRegularization extends ElementwiseLayer {
  static override readonly className: string = 'ActivityRegularization'

  readonly #l1: number
  readonly #l2: number

  constructor(options: ActivityRegularizationOptions = {}) {
    const { l1 = 0, l2 = 0, ...others } = checkOptions('ActivityRegularization', options, { ...otherNames, l1: true, l2: true })
    checkNumber('ActivityRegularization', 'l1', l1, { least: 0 })
    checkNumber('ActivityRegularization', 'l2', l2, { least: 0 })
    super({ ...others, activityRegularizer: new L1L2({ l1, l2 }) })
    this.#l1 = l1
    this.#l2 = l2
  }

  protected override call(x: Tensor): Tensor {
    return x
  }

  override getConfig(): LayerConfig {
    const { activityRegularizer: __, ...config } = super.getConfig()
    return { ...config, l1: this.#l1, l2: this.#l2 }
  }
}
