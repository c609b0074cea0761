/** One step of LSTM. */
import { concat, type DType, type Shape, type Tensor } from '@neurite/core'
import { activationConfig, type ActivationFunction, type ActivationLike } from '../../activations/activations.ts'
import { getInitializer } from '../../initializers/get-initializer.ts'
import type { Initializer } from '../../initializers/initializer.ts'
import { Ones } from '../../initializers/ones.ts'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkFlag } from '../../options/check-values.ts'
import { getStateActivation } from '../activated-shape.ts'
import type { LayerConfig } from '../layer.ts'
import { gatesOf, maskedProduct } from './gates.ts'
import { type DropoutMasks, RecurrentCell, recurrentCellOptionNames, type RecurrentCellOptions } from './recurrent-cell.ts'
import type { CellOutputs } from './rnn-cell.ts'

/** Options of the computation in an LSTM besides those of all recurrent cells. */
export interface LSTMOptionsOnly {
  /** Of the gates. Default sigmoid. */
  readonly recurrentActivation?: ActivationLike
  /** Whether the bias of the forget gate begins as 1. Default true. */
  readonly unitForgetBias?: boolean
}

/** Rows of `LSTMOptionsOnly`, to spread into a layer's own. */
export const lstmOptionNames: OptionNames<LSTMOptionsOnly> = { recurrentActivation: true, unitForgetBias: true }

/** Options of `LSTMCell`. */
export interface LSTMCellOptions extends RecurrentCellOptions, LSTMOptionsOnly {}

const optionNames: OptionNames<LSTMCellOptions> = { ...recurrentCellOptionNames, ...lstmOptionNames }

/**
 * One step of `LSTM`. Gates stand in the kernels in the order input, forget, candidate, output:
 *
 *     i, f, o = recurrentActivation(x @ kernel + bias + h @ recurrentKernel)
 *     c' = f * c + i * activation(x @ kernel + bias + h @ recurrentKernel)
 *     h' = o * activation(c')
 *
 * @shape inputs [batch, features], states [h [batch, units], c [batch, units]] -> output [batch, units], states as before
 * @param units - size of output and states
 * @throws ShapeError when input or states do not fit; ArgumentError when an option is out of range
 * @example
 * ```ts
 * const { output, states } = new LSTMCell(4).apply({ inputs: x, states: [h, c] })
 * ```
 * @source Hochreiter & Schmidhuber 1997; Gers et al. 2000, section 3 (forget gate)
 */
export class LSTMCell extends RecurrentCell {
  static override readonly className: string = 'LSTMCell'

  /** Of the gates. */
  readonly recurrentActivation: ActivationFunction
  readonly #unitForgetBias: boolean

  constructor(units: number, options: LSTMCellOptions = {}) {
    super('LSTMCell', 4, units, checkOptions('LSTMCell', options, optionNames))
    this.recurrentActivation = getStateActivation('LSTMCell', 'recurrentActivation', options.recurrentActivation ?? 'sigmoid')
    this.#unitForgetBias = checkFlag('LSTMCell', 'unitForgetBias', options.unitForgetBias ?? true)
  }

  override get stateSizes(): readonly number[] {
    return [this.units, this.units]
  }

  protected override biasInitializer(initializer: Initializer): Initializer {
    return this.#unitForgetBias ? unitForgetBias(this.path, initializer, this.units) : initializer
  }

  override step(projected: Tensor, [h, c]: readonly Tensor[], masks?: DropoutMasks): CellOutputs {
    const z = projected.add(maskedProduct(h!, masks?.state ?? [], this.recurrentKernel!.value))
    return lstmStep(z, c!, this)
  }

  override getRecurrentConfig(): Readonly<Record<string, unknown>> {
    const recurrentActivation = activationConfig(this.recurrentActivation)
    return { ...super.getRecurrentConfig(), recurrentActivation, unitForgetBias: this.#unitForgetBias }
  }

  static override fromConfig({ units, ...options }: LayerConfig): LSTMCell {
    return new this(units as number, options)
  }
}

/** What the four gates are made of. */
export interface LSTMGates {
  readonly units: number
  readonly activation: ActivationFunction
  readonly recurrentActivation: ActivationFunction
}

/** Output and states from the four gates before their activations. */
export function lstmStep(z: Tensor, c: Tensor, { units, activation, recurrentActivation }: LSTMGates): CellOutputs {
  const input = recurrentActivation(gatesOf(z, units, 0))
  const forget = recurrentActivation(gatesOf(z, units, 1))
  const candidate = activation(gatesOf(z, units, 2))
  const gate = recurrentActivation(gatesOf(z, units, 3))
  const carried = forget.mul(c).add(input.mul(candidate))
  const output = gate.mul(activation(carried))
  return { output, states: [output, carried] }
}

/** A bias of four gates, that of the second one 1. @source Jozefowicz et al. 2015, section 4 */
export const unitForgetBias = (call: string, initializer: Initializer, units: number): Initializer =>
  getInitializer(call, (_shape: Shape, dtype: DType) =>
    concat([initializer.create([units], dtype), new Ones().create([units], dtype), initializer.create([2 * units], dtype)]),
  )
