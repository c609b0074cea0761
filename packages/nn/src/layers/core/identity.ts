/** A layer that does nothing. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import { ElementwiseLayer } from '../elementwise-layer.ts'
import { layerOptionNames, type LayerOptions } from '../layer.ts'

/**
 * Returns its input: a place holder where a layer is expected.
 *
 * @shape x [...] -> the same
 */
export class Identity extends ElementwiseLayer {
  static override readonly className: string = 'Identity'

  constructor(options: LayerOptions = {}) {
    super(checkOptions('Identity', options, layerOptionNames))
  }

  protected override call(x: Tensor): Tensor {
    return x
  }
}
