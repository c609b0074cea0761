/** Recurrent layers with convolutions. */
import type { PerAxis } from '@neurite/core'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import type { SpatialRank } from '../convolution/spatial.ts'
import type { LayerConfig } from '../layer.ts'
import { ConvLSTMCell, type InputConvolutionOptions, inputConvolutionOptionNames } from './conv-lstm-cell.ts'
import { lstmOptionNames, type LSTMOptionsOnly } from './lstm-cell.ts'
import { type RecurrentOptions, recurrentOptionNames } from './recurrent-cell.ts'
import { RecurrentLayer } from './recurrent-layer.ts'
import { rnnOptionNames, type RNNOptions } from './rnn.ts'

/** Options of `ConvLSTM1D`, `ConvLSTM2D` and `ConvLSTM3D`. */
export interface ConvLSTMOptions<State extends boolean = boolean>
  extends RNNOptions<State>, RecurrentOptions, LSTMOptionsOnly, InputConvolutionOptions {}

const optionNames: OptionNames<ConvLSTMOptions> = {
  ...rnnOptionNames,
  ...recurrentOptionNames,
  ...lstmOptionNames,
  ...inputConvolutionOptionNames,
}

/** What the three have in common. */
abstract class ConvLSTM<State extends boolean> extends RecurrentLayer<State> {
  constructor(call: string, rank: SpatialRank, filters: number, kernelSize: PerAxis, options: ConvLSTMOptions<State>) {
    checkOptions(call, options, optionNames)
    super((cell) => new ConvLSTMCell(rank, filters, kernelSize, cell), 'conv_lstm_cell', options)
  }
}

/**
 * Long short-term memory over sequences of sequences, with convolutions in place of the matrix products; see `LSTMCell` for the formula.
 *
 * @shape x [batch, steps, rows, channels] -> [batch, newRows, filters], with `returnSequences` [batch, steps, newRows,
 * filters]; with `returnState` an array of that and the last states h and c
 * @dtype float16 | float32 | float64 (the layer's)
 * @param filters - channels of outputs and states
 * @param kernelSize - extent of the kernel
 * @throws ShapeError when sequences or states do not fit; ArgumentError when an option is out of range
 * @example
 * ```ts
 * const y = new ConvLSTM1D(8, 3, { padding: 'same' }).apply(x)
 * ```
 * @source Shi et al. 2015, eq. 3, without the connections from c to the gates
 */
export class ConvLSTM1D<State extends boolean = false> extends ConvLSTM<State> {
  static override readonly className: string = 'ConvLSTM1D'

  constructor(filters: number, kernelSize: PerAxis, options: ConvLSTMOptions<State> = {}) {
    super('ConvLSTM1D', 1, filters, kernelSize, options)
  }

  static override fromConfig({ filters, kernelSize, ...options }: LayerConfig): ConvLSTM1D<boolean> {
    return new this(filters as number, kernelSize as PerAxis, options)
  }
}

/**
 * Long short-term memory over sequences of images, with convolutions in place of the matrix products; see `LSTMCell` for the formula.
 *
 * @shape x [batch, steps, height, width, channels] -> [batch, newHeight, newWidth, filters], with `returnSequences` [batch, steps, newHeight, newWidth,
 * filters]; with `returnState` an array of that and the last states h and c
 * @dtype float16 | float32 | float64 (the layer's)
 * @param filters - channels of outputs and states
 * @param kernelSize - extent of the kernel, one number or height and width
 * @throws ShapeError when sequences or states do not fit; ArgumentError when an option is out of range
 * @example
 * ```ts
 * const y = new ConvLSTM2D(8, 3, { padding: 'same' }).apply(x)
 * ```
 * @source Shi et al. 2015, eq. 3, without the connections from c to the gates
 */
export class ConvLSTM2D<State extends boolean = false> extends ConvLSTM<State> {
  static override readonly className: string = 'ConvLSTM2D'

  constructor(filters: number, kernelSize: PerAxis, options: ConvLSTMOptions<State> = {}) {
    super('ConvLSTM2D', 2, filters, kernelSize, options)
  }

  static override fromConfig({ filters, kernelSize, ...options }: LayerConfig): ConvLSTM2D<boolean> {
    return new this(filters as number, kernelSize as PerAxis, options)
  }
}

/**
 * Long short-term memory over sequences of volumes, with convolutions in place of the matrix products; see `LSTMCell` for the formula.
 *
 * @shape x [batch, steps, depth, height, width, channels] -> [batch, newDepth, newHeight, newWidth, filters], with `returnSequences` [batch, steps, newDepth, newHeight, newWidth,
 * filters]; with `returnState` an array of that and the last states h and c
 * @dtype float16 | float32 | float64 (the layer's)
 * @param filters - channels of outputs and states
 * @param kernelSize - extent of the kernel, one number or depth, height and width
 * @throws ShapeError when sequences or states do not fit; ArgumentError when an option is out of range
 * @example
 * ```ts
 * const y = new ConvLSTM3D(8, 3, { padding: 'same' }).apply(x)
 * ```
 * @source Shi et al. 2015, eq. 3, without the connections from c to the gates
 */
export class ConvLSTM3D<State extends boolean = false> extends ConvLSTM<State> {
  static override readonly className: string = 'ConvLSTM3D'

  constructor(filters: number, kernelSize: PerAxis, options: ConvLSTMOptions<State> = {}) {
    super('ConvLSTM3D', 3, filters, kernelSize, options)
  }

  static override fromConfig({ filters, kernelSize, ...options }: LayerConfig): ConvLSTM3D<boolean> {
    return new this(filters as number, kernelSize as PerAxis, options)
  }
}
