/** The base of SimpleRNN, LSTM and GRU: layers whose options are those of a cell and of the loop around it. */
import type { LayerConfig, LayerOptions } from '../layer.ts'
import type { RecurrentCell, RecurrentCellOptions } from './recurrent-cell.ts'
import { RNN, rnnOptionNames, type RNNOptions } from './rnn.ts'

/** The options that the loop has. */
function loopOptions<State extends boolean>(options: RNNOptions<State>): RNNOptions<State> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(rnnOptionNames, name)))
}

/** The options that the cell has: its own, and what the loop's layer says of dtype and training. */
function cellOptions({ dtype, trainable, ...options }: LayerOptions, name: string): RecurrentCellOptions {
  const own = Object.fromEntries(Object.entries(options).filter(([option]) => !Object.hasOwn(rnnOptionNames, option)))
  return { ...own, name, ...(dtype && { dtype }), ...(trainable !== undefined && { trainable }) }
}

/** A recurrent layer that makes its cell. */
export abstract class RecurrentLayer<State extends boolean> extends RNN<State> {
  /** Size of outputs and states. */
  readonly units: number
  readonly #recurrentCell: RecurrentCell

  /**
   * @param makeCell - makes the cell from its part of the options
   * @param name - of the cell
   */
  constructor(makeCell: (options: RecurrentCellOptions) => RecurrentCell, name: string, options: RNNOptions<State>) {
    const cell = makeCell(cellOptions(options, name))
    super(cell, loopOptions(options))
    this.units = cell.units
    this.#recurrentCell = cell
  }

  override getConfig(): LayerConfig {
    return { ...this.sequenceConfig(), ...this.#recurrentCell.getRecurrentConfig() }
  }
}
