/** One step of ConvLSTM1D, ConvLSTM2D and ConvLSTM3D. */
import { conv, type PerAxis, type Shape, ShapeError, formatShape, type Tensor } from '@neurite/core'
import { activationConfig, type ActivationFunction } from '../../activations/activations.ts'
import type { Initializer } from '../../initializers/initializer.ts'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkChoice, checkFlag } from '../../options/check-values.ts'
import { getStateActivation } from '../activated-shape.ts'
import { checkExtent } from '../check-extents.ts'
import {
  checkDataFormat,
  checkPerAxis,
  checkSpatialInput,
  type DataFormat,
  type MovingWindow,
  positionsOf,
  type SpatialRank,
} from '../convolution/spatial.ts'
import type { BatchShape, LayerConfig } from '../layer.ts'
import { maskedProduct, type Product } from './gates.ts'
import { type LSTMCellOptions, lstmOptionNames, lstmStep, unitForgetBias } from './lstm-cell.ts'
import { type DropoutMasks, RecurrentCell, recurrentCellOptionNames } from './recurrent-cell.ts'
import type { CellOutputs } from './rnn-cell.ts'

/** Options of the convolution of the inputs. */
export interface InputConvolutionOptions {
  /** Steps of the kernel over the inputs, one number or one per spatial axis. Default 1. */
  readonly strides?: PerAxis
  /** Around the inputs; around the state it is `same`. Default valid. */
  readonly padding?: 'valid' | 'same'
  /** Distance between neighbours in the kernel over the inputs, one number or one per spatial axis. Default 1. */
  readonly dilationRate?: PerAxis
  /** Only `channelsLast`. */
  readonly dataFormat?: DataFormat
}

/** Rows of `InputConvolutionOptions`, to spread into a layer's own. */
export const inputConvolutionOptionNames: OptionNames<InputConvolutionOptions> = {
  strides: true,
  padding: true,
  dilationRate: true,
  dataFormat: true,
}

/** Options of `ConvLSTMCell`. */
export interface ConvLSTMCellOptions extends LSTMCellOptions, InputConvolutionOptions {}

const optionNames: OptionNames<ConvLSTMCellOptions> = {
  ...recurrentCellOptionNames,
  ...lstmOptionNames,
  ...inputConvolutionOptionNames,
}

/**
 * One step of `ConvLSTM1D`, `ConvLSTM2D` and `ConvLSTM3D`: an `LSTMCell` with convolutions in place of the matrix products. The
 * convolution of the state is `same`, with steps of 1.
 *
 * @shape inputs [batch, ...spatial, in], states [h, c] [batch, ...positions, filters] -> output [batch, ...positions, filters],
 * states as before
 * @param rank - how many spatial axes there are: 1, 2 or 3
 * @param filters - channels of output and states
 * @param kernelSize - one number, or one per spatial axis; of the inputs and of the state
 * @throws ShapeError when input or states do not fit; ArgumentError when an option is out of range
 * @source Shi et al. 2015, eq. 3, without the peephole terms
 */
export class ConvLSTMCell extends RecurrentCell {
  static override readonly className: string = 'ConvLSTMCell'

  readonly recurrentActivation: ActivationFunction
  readonly #moving: MovingWindow
  readonly #rank: SpatialRank
  readonly #unitForgetBias: boolean

  constructor(rank: SpatialRank, filters: number, kernelSize: PerAxis, options: ConvLSTMCellOptions = {}) {
    const call = 'ConvLSTMCell'
    super(call, 4, filters, checkOptions(call, options, optionNames))
    this.#rank = rank
    this.recurrentActivation = getStateActivation(call, 'recurrentActivation', options.recurrentActivation ?? 'sigmoid')
    this.#unitForgetBias = checkFlag(call, 'unitForgetBias', options.unitForgetBias ?? true)
    checkDataFormat(call, options.dataFormat ?? 'channelsLast')
    this.#moving = {
      size: checkPerAxis(call, 'kernelSize', kernelSize, rank),
      strides: checkPerAxis(call, 'strides', options.strides ?? 1, rank),
      dilations: checkPerAxis(call, 'dilationRate', options.dilationRate ?? 1, rank),
      padding: checkChoice(call, 'padding', options.padding ?? 'valid', ['valid', 'same']),
    }
  }

  override get stateSizes(): readonly number[] {
    return [this.units, this.units]
  }

  protected override get window(): Shape {
    return this.#moving.size
  }

  protected override biasInitializer(initializer: Initializer): Initializer {
    return this.#unitForgetBias ? unitForgetBias(this.path, initializer, this.units) : initializer
  }

  override outputShape(stepShape: BatchShape): BatchShape {
    return [stepShape[0]!, ...positionsOf(stepShape, this.#moving), this.units]
  }

  override stateShapes(stepShape: BatchShape): readonly BatchShape[] {
    const shape = this.outputShape(stepShape)
    return [shape, shape]
  }

  override checkStep(path: string, stepShape: BatchShape, states: readonly BatchShape[] | undefined): void {
    if (stepShape.length !== this.#rank + 2) {
      throw new ShapeError(
        `${path}: expected sequences with ${this.#rank} spatial axes and channels, got shape ${formatShape(stepShape)} per step`,
      )
    }
    checkSpatialInput(path, stepShape, this.#rank, this.#moving, 'kernel')
    checkExtent(path, stepShape, stepShape.length - 1, this.kernel?.shape.at(-2))
    this.checkStates(path, stepShape, states)
  }

  protected override readonly inputProduct: Product = (x, kernel) => {
    const { strides, dilations, padding } = this.#moving
    // All steps at once are one batch.
    const leading = x.shape.slice(0, -1 - this.#rank)
    const y = conv(
      x.reshape([leading.reduce((product, extent) => product * extent, 1), ...x.shape.slice(-1 - this.#rank)]),
      kernel,
      {
        strides,
        dilations,
        padding: padding === 'same' ? 'same' : 'valid',
      },
    )
    return y.reshape([...leading, ...y.shape.slice(1)])
  }

  override step(projected: Tensor, [h, c]: readonly Tensor[], masks?: DropoutMasks): CellOutputs {
    const product: Product = (x, kernel) => conv(x, kernel, { padding: 'same' })
    const recurrent = maskedProduct(h!, masks?.state ?? [], this.recurrentKernel!.value, product)
    return lstmStep(projected.add(recurrent), c!, this)
  }

  override getRecurrentConfig(): Readonly<Record<string, unknown>> {
    const { units, ...others } = super.getRecurrentConfig()
    const { size, strides, dilations, padding } = this.#moving
    return {
      ...others,
      filters: units,
      kernelSize: size,
      strides,
      padding,
      dilationRate: dilations,
      recurrentActivation: activationConfig(this.recurrentActivation),
      unitForgetBias: this.#unitForgetBias,
    }
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), rank: this.#rank }
  }

  static override fromConfig({ rank, filters, kernelSize, ...options }: LayerConfig): ConvLSTMCell {
    return new this(rank as SpatialRank, filters as number, kernelSize as PerAxis, options)
  }
}
