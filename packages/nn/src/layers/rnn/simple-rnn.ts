/** The fully connected recurrent layer. */
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import type { LayerConfig } from '../layer.ts'
import { type RecurrentOptions, recurrentOptionNames } from './recurrent-cell.ts'
import { RecurrentLayer } from './recurrent-layer.ts'
import { rnnOptionNames, type RNNOptions } from './rnn.ts'
import { SimpleRNNCell } from './simple-rnn-cell.ts'

/** Options of `SimpleRNN`. */
export interface SimpleRNNOptions<State extends boolean = boolean> extends RNNOptions<State>, RecurrentOptions {}

const optionNames: OptionNames<SimpleRNNOptions> = { ...rnnOptionNames, ...recurrentOptionNames }

/**
 * The fully connected recurrent layer: `h' = activation(x @ kernel + bias + h @ recurrentKernel)` at each step.
 *
 * @shape x [batch, steps, features] -> [batch, units], with `returnSequences` [batch, steps, units]; with `returnState` an array of that
 * and the last state [batch, units]
 * @dtype float16 | float32 | float64 (the layer's)
 * @param units - size of outputs and state
 * @throws ShapeError when sequences or states do not fit; ArgumentError when an option is out of range
 * @example
 * ```ts
 * const last = new SimpleRNN(32).apply(sequences)
 * ```
 * @source Elman 1990
 */
export class SimpleRNN<State extends boolean = false> extends RecurrentLayer<State> {
  static override readonly className: string = 'SimpleRNN'

  constructor(units: number, options: SimpleRNNOptions<State> = {}) {
    checkOptions('SimpleRNN', options, optionNames)
    super((cell) => new SimpleRNNCell(units, cell), 'simple_rnn_cell', options)
  }

  static override fromConfig({ units, ...options }: LayerConfig): SimpleRNN<boolean> {
    return new this(units as number, options)
  }
}
