/** Differences of two inputs. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import { layerOptionNames, type LayerOptions } from '../layer.ts'
import { type Inputs, Merge } from './merge.ts'

/**
 * The first input minus the second.
 *
 * @shape two x [batch, ...], which broadcast -> [batch, ...]
 * @throws ShapeError when the inputs do not broadcast; ArgumentError when they are not two
 */
export class Subtract extends Merge {
  static override readonly className: string = 'Subtract'

  constructor(options: LayerOptions = {}) {
    super(checkOptions('Subtract', options, layerOptionNames))
  }

  protected override get inputCount(): number {
    return 2
  }

  protected override merge([a, b]: Inputs): Tensor {
    return a!.sub(b!)
  }
}
