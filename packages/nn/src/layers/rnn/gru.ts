/** The gated recurrent unit. */
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import type { LayerConfig } from '../layer.ts'
import { GRUCell, gruOptionNames, type GRUOptionsOnly } from './gru-cell.ts'
import { type RecurrentOptions, recurrentOptionNames } from './recurrent-cell.ts'
import { RecurrentLayer } from './recurrent-layer.ts'
import { rnnOptionNames, type RNNOptions } from './rnn.ts'

/** Options of `GRU`. */
export interface GRUOptions<State extends boolean = boolean> extends RNNOptions<State>, RecurrentOptions, GRUOptionsOnly {}

const optionNames: OptionNames<GRUOptions> = { ...rnnOptionNames, ...recurrentOptionNames, ...gruOptionNames }

/**
 * The gated recurrent unit; see `GRUCell` for the formula. Gates stand in the kernels in the order update, reset, candidate; the bias is
 * [2, 3 * units], for inputs and state, unless `resetAfter` is false.
 *
 * @shape x [batch, steps, features] -> [batch, units], with `returnSequences` [batch, steps, units]; with `returnState` an array of that
 * and the last state [batch, units]
 * @dtype float16 | float32 | float64 (the layer's)
 * @param units - size of outputs and state
 * @throws ShapeError when sequences or states do not fit; ArgumentError when an option is out of range
 * @example
 * ```ts
 * const all = new GRU(32, { returnSequences: true }).apply(sequences)
 * ```
 * @source Cho et al. 2014, section 2.3
 */
export class GRU<State extends boolean = false> extends RecurrentLayer<State> {
  static override readonly className: string = 'GRU'

  constructor(units: number, options: GRUOptions<State> = {}) {
    checkOptions('GRU', options, optionNames)
    super((cell) => new GRUCell(units, cell), 'gru_cell', options)
  }

  static override fromConfig({ units, ...options }: LayerConfig): GRU<boolean> {
    return new this(units as number, options)
  }
}
