/** The greatest of several inputs. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import { layerOptionNames, type LayerOptions } from '../layer.ts'
import { Extremum } from './extremum.ts'

/**
 * The greatest of the inputs, elementwise; NaN if any is. What an input's mask leaves out does not count where another input does.
 *
 * @shape any number of x [batch, ...], which broadcast -> [batch, ...]
 * @throws ShapeError when the inputs do not broadcast
 */
export class Maximum extends Extremum {
  static override readonly className: string = 'Maximum'

  constructor(options: LayerOptions = {}) {
    super(checkOptions('Maximum', options, layerOptionNames))
  }

  protected override choose(a: Tensor, b: Tensor): Tensor {
    return a.maximum(b)
  }
}
