/** One step of SimpleRNN. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import type { LayerConfig } from '../layer.ts'
import { maskedProduct } from './gates.ts'
import { type DropoutMasks, RecurrentCell, recurrentCellOptionNames, type RecurrentCellOptions } from './recurrent-cell.ts'
import type { CellOutputs } from './rnn-cell.ts'

/**
 * One step of `SimpleRNN`: `h' = activation(x @ kernel + bias + h @ recurrentKernel)`.
 *
 * @shape inputs [batch, features], states [[batch, units]] -> output [batch, units], states [[batch, units]]
 * @param units - size of output and state
 * @throws ShapeError when input or state do not fit; ArgumentError when an option is out of range
 * @example
 * ```ts
 * const { output, states } = new SimpleRNNCell(4).apply({ inputs: x, states: [h] })
 * ```
 * @source Elman 1990
 */
export class SimpleRNNCell extends RecurrentCell {
  static override readonly className: string = 'SimpleRNNCell'

  constructor(units: number, options: RecurrentCellOptions = {}) {
    super('SimpleRNNCell', 1, units, checkOptions('SimpleRNNCell', options, recurrentCellOptionNames))
  }

  override step(projected: Tensor, [h]: readonly Tensor[], masks?: DropoutMasks): CellOutputs {
    const output = this.activation(projected.add(maskedProduct(h!, masks?.state ?? [], this.recurrentKernel!.value)))
    return { output, states: [output] }
  }

  static override fromConfig({ units, ...options }: LayerConfig): SimpleRNNCell {
    return new this(units as number, options)
  }
}
