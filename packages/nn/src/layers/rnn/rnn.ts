/** Runs a cell over sequences. */
import {
  ArgumentError,
  formatShape,
  scan,
  type Shape,
  ShapeError,
  type Tensor,
  type TensorNest,
  Variable,
  where,
  zeros,
  zerosLike,
} from '@neurite/core'
import type { SymbolicOf, SymbolicTensor } from '../../models/symbolic-tensor.ts'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkFlag } from '../../options/check-values.ts'
import {
  type ApplyOptions,
  type BatchShape,
  type BatchShapes,
  type CallContext,
  Layer,
  type LayerConfig,
  layerOptionNames,
  type LayerOptions,
  type MaskOf,
} from '../layer.ts'
import { type ConfigurableClass, configuredLayer, type LayerClasses, layerFromConfig } from '../layer-classes.ts'
import type { RNNCell } from './rnn-cell.ts'
import {
  partsOfInputs,
  partsOfShapes,
  type RNNApplyOptions,
  type RNNCallOptions,
  type RNNInputs,
  sequenceMask,
  stateAsInput,
} from './rnn-inputs.ts'
import { checkCell, StackedRNNCells } from './stacked-rnn-cells.ts'

/** How a cell is run over sequences. */
export interface SequenceOptions<State extends boolean = boolean> {
  /** Return the outputs of all steps, not only of the last one. Default false. */
  readonly returnSequences?: boolean
  /** Return an array: the output, then the last states. Default false. */
  readonly returnState?: State
  /** Go from the last step to the first; outputs stand in the order in which they are made. Default false. */
  readonly goBackwards?: boolean
  /** Begin each batch with the states that the one before left. All batches have one size. Default false. */
  readonly stateful?: boolean
  /** The output of a step that a mask leaves out is 0, not that of the step before. Default false. */
  readonly zeroOutputForMask?: boolean
}

/** Options of `RNN`. */
export interface RNNOptions<State extends boolean = boolean> extends LayerOptions, SequenceOptions<State> {}

/** Rows of `RNNOptions`, to spread into a layer's own. */
export const rnnOptionNames: OptionNames<RNNOptions> = {
  ...layerOptionNames,
  returnSequences: true,
  returnState: true,
  goBackwards: true,
  stateful: true,
  zeroOutputForMask: true,
}

/** What recurrent layers return: outputs, or with `returnState` outputs and states. */
export type RNNOutput<State extends boolean> = State extends true ? readonly Tensor[] : Tensor

type Options = RNNApplyOptions

/** Options where the inputs are symbolic and the states too. */
type SymbolicOptions = ApplyOptions & { readonly initialState: readonly SymbolicTensor[] }

/** What the loop carries on. A type and not an interface, so that it counts as a record of tensors. */
type Loop = {
  readonly states: readonly Tensor[]
  /** The last output, where it is needed beside the states; else nothing. */
  readonly output: readonly Tensor[]
}

/** The mask with as many axes as what it is for. */
const maskFor = (x: Tensor, mask: Tensor): Tensor => mask.reshape([...mask.shape, ...x.shape.slice(mask.rank).map(() => 1)])

/** Steps first, or batch first again. */
const swapTime = (x: Tensor): Tensor => x.transpose([1, 0, ...Array.from({ length: x.rank - 2 }, (_, axis) => axis + 2)])

/**
 * Runs a cell over the steps of sequences, as one loop of the program.
 *
 * A mask [batch, steps] leaves steps out: they keep the states, and their output is that of the step before.
 *
 * @shape x [batch, steps, ...features] -> [batch, ...output], with `returnSequences` [batch, steps, ...output]; with `returnState` an
 * array of that and the last states
 * @param cell - or several, one upon the other
 * @throws ShapeError when sequences or states do not fit the cell
 * @example
 * ```ts
 * const [output, h, c] = new RNN(new LSTMCell(32), { returnState: true }).apply(sequences)
 * ```
 */
export class RNN<State extends boolean = false> extends Layer<RNNInputs, RNNOutput<State>, RNNCallOptions> {
  static override readonly className: string = 'RNN'

  /** What is run at each step. */
  readonly cell: RNNCell
  readonly returnSequences: boolean
  readonly returnState: boolean
  readonly goBackwards: boolean
  readonly stateful: boolean
  readonly zeroOutputForMask: boolean
  #held: readonly Variable[] | undefined

  constructor(cell: RNNCell | readonly RNNCell[], options: RNNOptions<State> = {}) {
    super(checkOptions('RNN', options, rnnOptionNames))
    const flag = (name: keyof SequenceOptions): boolean => checkFlag(this.className, name, options[name] ?? false)
    const { dtype, trainable } = this
    const one = Array.isArray(cell) ? new StackedRNNCells(cell, { name: 'stacked_rnn_cells', dtype, trainable }) : cell
    this.cell = this.addLayer(checkCell(this.className, one))
    if (options.trainable === false) this.cell.trainable = false
    this.returnSequences = flag('returnSequences')
    this.returnState = flag('returnState')
    this.goBackwards = flag('goBackwards')
    this.stateful = flag('stateful')
    this.zeroOutputForMask = flag('zeroOutputForMask')
  }

  // Use

  override apply(inputs: RNNInputs, options?: Options | CallContext<TensorNest>): RNNOutput<State>
  override apply(inputs: SymbolicOf<RNNInputs>, options?: Options | CallContext<TensorNest>): SymbolicOf<RNNOutput<State>>
  override apply(inputs: SymbolicTensor, options: SymbolicOptions): SymbolicOf<RNNOutput<State>>
  override apply(
    inputs: RNNInputs | SymbolicOf<RNNInputs>,
    options: object = {},
  ): RNNOutput<State> | SymbolicOf<RNNOutput<State>> {
    return super.apply(...stateAsInput(this, inputs as RNNInputs, options))
  }

  protected override get takesNest(): boolean {
    return true
  }

  protected override get applyOptionNames(): Readonly<Record<string, true>> {
    return { initialState: true }
  }

  // Shapes

  protected override checkInput(shapes: BatchShapes<RNNInputs>): void {
    const { sequences, initialState } = partsOfShapes(shapes)
    if (sequences.length < 3) {
      throw new ShapeError(
        `${this.path}: expected sequences of shape [batch, steps, ...features], got shape ${formatShape(sequences)}; add the missing axes`,
      )
    }
    // The cell refuses what does not fit it, in the words of its own inputs.
    this.cell.checkStep(this.path, this.#stepShape(sequences), initialState)
  }

  #stepShape([batch, , ...features]: BatchShape): BatchShape {
    return [batch!, ...features]
  }

  protected override build(shapes: BatchShapes<RNNInputs>): void {
    const inputs = this.#stepShape(partsOfShapes(shapes).sequences)
    this.cell.buildFrom({ inputs, states: this.cell.stateShapes(inputs) })
  }

  override computeOutputShape(shapes: BatchShapes<RNNInputs>): BatchShapes<RNNOutput<State>> {
    this.checkInput(shapes)
    const { sequences } = partsOfShapes(shapes)
    const step = this.#stepShape(sequences)
    const [batch, ...output] = this.cell.outputShape(step)
    const first = this.returnSequences ? [batch!, sequences[1]!, ...output] : [batch!, ...output]
    // An array exactly where `State` is true.
    return (this.returnState ? [first, ...this.cell.stateShapes(step)] : first) as unknown as BatchShapes<RNNOutput<State>>
  }

  override get supportsMasking(): boolean {
    return this.returnSequences
  }

  override computeMask(_inputs: RNNInputs, mask: MaskOf<RNNInputs>): MaskOf<RNNOutput<State>> | undefined {
    const own = this.returnSequences ? sequenceMask(mask) : undefined
    return (this.returnState ? [own] : own) as MaskOf<RNNOutput<State>> | undefined
  }

  // Computation

  protected override call(inputs: RNNInputs, { training, mask }: CallContext<RNNInputs>): RNNOutput<State> {
    const { sequences: x, initialState } = partsOfInputs(inputs)
    const sequences = swapTime(x)
    const stepShape = sequences.shape.slice(1)
    const fixed = this.cell.prepare(stepShape, { training })
    const projected = this.cell.project(sequences, fixed)
    const states = initialState ?? this.#heldStates(stepShape) ?? this.cell.initialStates(stepShape)
    const { outputs, last, next } = this.#loop(projected, states, this.#stepMask(sequenceMask(mask), x.shape), fixed, stepShape)
    this.#held?.forEach((variable, index) => variable.assign(next[index]!))
    const output = this.returnSequences ? swapTime(this.goBackwards ? outputs!.flip(0) : outputs!) : last!
    // An array exactly where `State` is true.
    return (this.returnState ? [output, ...next] : output) as RNNOutput<State>
  }

  /** Steps first. */
  #stepMask(mask: Tensor | undefined, shape: Shape): Tensor | undefined {
    if (!mask) return undefined
    if (mask.rank === 2 && mask.shape[0] === shape[0] && mask.shape[1] === shape[1]) return mask.cast('bool').transpose()
    throw new ShapeError(
      `${this.path}: expected a mask of shape [batch, steps], [${shape[0]}, ${shape[1]}] here, got ${formatShape(mask.shape)}`,
    )
  }

  #loop(
    projected: Tensor,
    states: readonly Tensor[],
    mask: Tensor | undefined,
    fixed: unknown,
    stepShape: Shape,
  ): { outputs: Tensor | undefined; last: Tensor | undefined; next: readonly Tensor[] } {
    const { cell, returnSequences } = this
    const { outputState } = cell
    const keepsOutput = mask !== undefined || (!returnSequences && outputState === undefined)
    const initial: Loop = {
      states,
      output: keepsOutput ? [zeros(cell.outputShape(stepShape).map(Number), this.dtype)] : [],
    }
    const step = (loop: Loop, [x, m]: readonly Tensor[]): readonly [Loop, readonly Tensor[]] => {
      const made = cell.step(x!, loop.states, fixed)
      const kept = m ? this.#masked(loop, made, m) : made
      return [{ states: kept.states, output: keepsOutput ? [kept.output] : [] }, returnSequences ? [kept.output] : []]
    }
    const elements: readonly Tensor[] = mask ? [projected, mask] : [projected]
    const [end, outputs] = scan(step, initial, elements, { reverse: this.goBackwards })
    const last = end.output[0] ?? (outputState === undefined ? undefined : end.states[outputState])
    return { outputs: outputs[0], last, next: end.states }
  }

  /** What a step leaves where the mask leaves it out for some of the batch. */
  #masked(
    before: Loop,
    { output, states }: { readonly output: Tensor; readonly states: readonly Tensor[] },
    mask: Tensor,
  ): { output: Tensor; states: readonly Tensor[] } {
    const otherwise = this.zeroOutputForMask ? zerosLike(output) : before.output[0]!
    return {
      output: where(maskFor(output, mask), output, otherwise),
      states: states.map((state, index) => where(maskFor(state, mask), state, before.states[index]!)),
    }
  }

  // State between batches

  /** The states that the batch before left, where the layer keeps them. */
  #heldStates(stepShape: Shape): readonly Tensor[] | undefined {
    if (!this.stateful) return undefined
    const shapes = this.cell.stateShapes(stepShape)
    this.#held ??= shapes.map((shape) => {
      const extents = shape.map(Number)
      const variable = new Variable(() => zeros(extents, this.dtype), { shape: extents, dtype: this.dtype, trainable: false })
      this.trackState('state', variable)
      return variable
    })
    const [batch] = this.#held[0]!.shape
    if (batch !== stepShape[0]) {
      throw new ShapeError(
        `${this.path}: expected a batch of ${batch} sequences, as many as the layer keeps states for, got ${stepShape[0]}; keep batches of one size`,
      )
    }
    return this.#held.map(({ value }) => value)
  }

  /**
   * Makes the next batch begin with zeros.
   *
   * @throws ArgumentError when the layer keeps no states
   */
  resetState(): void {
    if (!this.stateful) throw new ArgumentError(`${this.path}.resetState: the layer keeps no states; make it with stateful: true`)
    for (const variable of this.#held ?? []) variable.assign(zeros(variable.shape, variable.dtype))
  }

  // Configuration

  /** A layer like this one with some options changed, and weights of its own. */
  remake(changes: LayerConfig): RNN<State> {
    const Class = this.constructor as unknown as ConfigurableClass
    const remade = Class.fromConfig({ ...this.getConfig(), ...changes }, classesOf(this.cell))
    if (remade instanceof RNN) return remade as RNN<State>
    throw new ArgumentError(`${this.path}: ${this.className}.fromConfig made no recurrent layer`)
  }

  /** How the cell is run, as configurations hold it. */
  protected sequenceConfig(): LayerConfig {
    const { returnSequences, returnState, goBackwards, stateful, zeroOutputForMask } = this
    return { ...super.getConfig(), returnSequences, returnState, goBackwards, stateful, zeroOutputForMask }
  }

  override getConfig(): LayerConfig {
    return { ...this.sequenceConfig(), cell: configuredLayer(this.cell) }
  }

  /** @param classes - the class of the cell, by its name */
  static override fromConfig({ cell, ...options }: LayerConfig, classes: LayerClasses = {}): RNN<boolean> {
    return new this(checkCell('RNN.fromConfig', layerFromConfig('RNN.fromConfig', cell, classes)), options)
  }
}

/** The classes of a cell and of those inside it, by their names. */
const classesOf = (cell: RNNCell): LayerClasses => ({
  [cell.className]: cell.constructor as unknown as ConfigurableClass,
  ...(cell instanceof StackedRNNCells && Object.assign({}, ...cell.cells.map(classesOf))),
})
