/** Long short-term memory. */
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import type { LayerConfig } from '../layer.ts'
import { LSTMCell, lstmOptionNames, type LSTMOptionsOnly } from './lstm-cell.ts'
import { type RecurrentOptions, recurrentOptionNames } from './recurrent-cell.ts'
import { RecurrentLayer } from './recurrent-layer.ts'
import { rnnOptionNames, type RNNOptions } from './rnn.ts'

/** Options of `LSTM`. */
export interface LSTMOptions<State extends boolean = boolean> extends RNNOptions<State>, RecurrentOptions, LSTMOptionsOnly {}

const optionNames: OptionNames<LSTMOptions> = { ...rnnOptionNames, ...recurrentOptionNames, ...lstmOptionNames }

/**
 * Long short-term memory; see `LSTMCell` for the formula. Gates stand in the kernels in the order input, forget, candidate, output.
 *
 * @shape x [batch, steps, features] -> [batch, units], with `returnSequences` [batch, steps, units]; with `returnState` an array of that
 * and the last states h [batch, units] and c [batch, units]
 * @dtype float16 | float32 | float64 (the layer's)
 * @param units - size of outputs and states
 * @throws ShapeError when sequences or states do not fit; ArgumentError when an option is out of range
 * @example
 * ```ts
 * const model = new Sequential([new Embedding(10_000, 64), new LSTM(32), new Dense(1, { activation: 'sigmoid' })])
 * ```
 * @source Hochreiter & Schmidhuber 1997; Gers et al. 2000, section 3 (forget gate)
 */
export class LSTM<State extends boolean = false> extends RecurrentLayer<State> {
  static override readonly className: string = 'LSTM'

  constructor(units: number, options: LSTMOptions<State> = {}) {
    checkOptions('LSTM', options, optionNames)
    super((cell) => new LSTMCell(units, cell), 'lstm_cell', options)
  }

  static override fromConfig({ units, ...options }: LayerConfig): LSTM<boolean> {
    return new this(units as number, options)
  }
}
