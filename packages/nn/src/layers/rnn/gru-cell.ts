/** One step of GRU. */
import { type Shape, staticValue, type Tensor } from '@neurite/core'
import { activationConfig, type ActivationFunction, type ActivationLike } from '../../activations/activations.ts'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkFlag } from '../../options/check-values.ts'
import { getStateActivation } from '../activated-shape.ts'
import type { LayerConfig } from '../layer.ts'
import { gatesOf, maskedProduct } from './gates.ts'
import { type DropoutMasks, RecurrentCell, recurrentCellOptionNames, type RecurrentCellOptions } from './recurrent-cell.ts'
import type { CellOutputs } from './rnn-cell.ts'

/** Options of the computation in a GRU besides those of all recurrent cells. */
export interface GRUOptionsOnly {
  /** Of the gates. Default sigmoid. */
  readonly recurrentActivation?: ActivationLike
  /** Whether the reset gate multiplies after the product with the recurrent kernel (as cuDNN) or before. Default true. */
  readonly resetAfter?: boolean
}

/** Rows of `GRUOptionsOnly`, to spread into a layer's own. */
export const gruOptionNames: OptionNames<GRUOptionsOnly> = { recurrentActivation: true, resetAfter: true }

/** Options of `GRUCell`. */
export interface GRUCellOptions extends RecurrentCellOptions, GRUOptionsOnly {}

const optionNames: OptionNames<GRUCellOptions> = { ...recurrentCellOptionNames, ...gruOptionNames }

/**
 * One step of `GRU`. Gates stand in the kernels in the order update, reset, candidate:
 *
 *     z, r = recurrentActivation(x @ kernel + bias + h @ recurrentKernel)
 *     candidate = activation(x @ kernel + bias + r * (h @ recurrentKernel + recurrentBias))
 *     h' = z * h + (1 - z) * candidate
 *
 * With `resetAfter: false` the candidate takes `(r * h) @ recurrentKernel`, and there is one bias [3 * units] instead of [2, 3 * units].
 *
 * @shape inputs [batch, features], states [[batch, units]] -> output [batch, units], states [[batch, units]]
 * @param units - size of output and state
 * @throws ShapeError when input or state do not fit; ArgumentError when an option is out of range
 * @example
 * ```ts
 * const { output, states } = new GRUCell(4).apply({ inputs: x, states: [h] })
 * ```
 * @source Cho et al. 2014, section 2.3
 */
export class GRUCell extends RecurrentCell {
  static override readonly className: string = 'GRUCell'

  readonly #recurrentActivation: ActivationFunction
  readonly #resetAfter: boolean

  constructor(units: number, options: GRUCellOptions = {}) {
    super('GRUCell', 3, units, checkOptions('GRUCell', options, optionNames))
    this.#recurrentActivation = getStateActivation('GRUCell', 'recurrentActivation', options.recurrentActivation ?? 'sigmoid')
    this.#resetAfter = checkFlag('GRUCell', 'resetAfter', options.resetAfter ?? true)
  }

  protected override get biasShape(): Shape {
    return this.#resetAfter ? [2, 3 * this.units] : [3 * this.units]
  }

  /** Row of the bias, where it has two: 0 goes to the inputs, 1 to the state. */
  #biasRow(row: 0 | 1): Tensor | undefined {
    const width = 3 * this.units
    return this.bias?.value.slice([row, 0], { limits: [row + 1, width] }).reshape([width])
  }

  protected override inputBias(): Tensor | undefined {
    return this.#resetAfter ? this.#biasRow(0) : super.inputBias()
  }

  override step(projected: Tensor, [h]: readonly Tensor[], masks?: DropoutMasks): CellOutputs {
    const { units } = this
    const stateMasks = masks?.state ?? []
    const kernel = this.recurrentKernel!.value
    // Before the reset gate is known, only the first two gates can be multiplied where it comes first.
    const gates = this.#resetAfter ? 3 : 2
    const product = maskedProduct(h!, stateMasks.slice(0, gates), this.#resetAfter ? kernel : gatesOf(kernel, units, 0, 2))
    const bias = this.#resetAfter ? this.#biasRow(1) : undefined
    const recurrent = bias ? product.add(bias) : product
    const both = gatesOf(projected, units, 0, 2).add(gatesOf(recurrent, units, 0, 2))
    const [update, reset] = [0, 1].map((gate) => this.#recurrentActivation(gatesOf(both, units, gate))) as [Tensor, Tensor]
    const candidate = this.activation(
      gatesOf(projected, units, 2).add(
        this.#resetAfter
          ? reset.mul(gatesOf(recurrent, units, 2))
          : maskedProduct(reset.mul(h!), stateMasks.slice(2), gatesOf(kernel, units, 2)),
      ),
    )
    const output = update.mul(h!).add(update.neg().add(staticValue(1)).mul(candidate))
    return { output, states: [output] }
  }

  override getRecurrentConfig(): Readonly<Record<string, unknown>> {
    const recurrentActivation = activationConfig(this.#recurrentActivation)
    return { ...super.getRecurrentConfig(), recurrentActivation, resetAfter: this.#resetAfter }
  }

  static override fromConfig({ units, ...options }: LayerConfig): GRUCell {
    return new this(units as number, options)
  }
}
