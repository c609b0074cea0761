/** Means of several inputs. */
import { staticValue, type Tensor } from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import { layerOptionNames, type LayerOptions } from '../layer.ts'
import { type Inputs, Merge } from './merge.ts'

/**
 * The mean of the inputs.
 *
 * @shape any number of x [batch, ...], which broadcast -> [batch, ...]
 * @throws ShapeError when the inputs do not broadcast
 */
export class Average extends Merge {
  static override readonly className: string = 'Average'

  constructor(options: LayerOptions = {}) {
    super(checkOptions('Average', options, layerOptionNames))
  }

  protected override merge(inputs: Inputs): Tensor {
    return inputs.reduce((sum, x) => sum.add(x)).div(staticValue(inputs.length))
  }
}
