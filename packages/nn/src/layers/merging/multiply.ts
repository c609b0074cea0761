/** Products of several inputs. */
import { type Tensor, where } from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import { layerOptionNames, type LayerOptions, type MaskOf } from '../layer.ts'
import { besideInput, type Inputs, Merge } from './merge.ts'

/**
 * The product of the inputs. Elements that an input's mask leaves out count as 1; where all masks do, the product is 0.
 *
 * @shape any number of x [batch, ...], which broadcast -> [batch, ...]
 * @throws ShapeError when the inputs do not broadcast
 */
export class Multiply extends Merge {
  static override readonly className: string = 'Multiply'

  constructor(options: LayerOptions = {}) {
    super(checkOptions('Multiply', options, layerOptionNames))
  }

  protected override merge(inputs: Inputs, masks: MaskOf<Inputs>): Tensor {
    const product = inputs
      .map((x, index) => {
        const mask = masks[index]
        return mask ? where(besideInput(mask, x), x, 1) : x
      })
      .reduce((a, b) => a.mul(b))
    const merged = this.computeMask(inputs, masks)
    return merged ? where(besideInput(merged, product), product, 0) : product
  }
}
