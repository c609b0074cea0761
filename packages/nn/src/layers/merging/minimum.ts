/** The least of several inputs. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import { layerOptionNames, type LayerOptions } from '../layer.ts'
import { Extremum } from './extremum.ts'

/**
 * The least of the inputs, elementwise; NaN if any is. What an input's mask leaves out does not count where another input does.
 *
 * @shape any number of x [batch, ...], which broadcast -> [batch, ...]
 * @throws ShapeError when the inputs do not broadcast
 */
export class Minimum extends Extremum {
  static override readonly className: string = 'Minimum'

  constructor(options: LayerOptions = {}) {
    super(checkOptions('Minimum', options, layerOptionNames))
  }

  protected override choose(a: Tensor, b: Tensor): Tensor {
    return a.minimum(b)
  }
}
