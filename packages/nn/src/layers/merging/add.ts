/** Sums of several inputs. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import { layerOptionNames, type LayerOptions } from '../layer.ts'
import { type Inputs, Merge } from './merge.ts'

/**
 * The sum of the inputs.
 *
 * @shape any number of x [batch, ...], which broadcast -> [batch, ...]
 * @throws ShapeError when the inputs do not broadcast
 * @example
 * ```ts
 * const outputs = new Add().apply([x, block.apply(x)]) // a residual connection
 * ```
 */
export class Add extends Merge {
  static override readonly className: string = 'Add'

  constructor(options: LayerOptions = {}) {
    super(checkOptions('Add', options, layerOptionNames))
  }

  protected override merge(inputs: Inputs): Tensor {
    return inputs.reduce((sum, x) => sum.add(x))
  }
}
