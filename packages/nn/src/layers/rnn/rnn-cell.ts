/** The base of cells: one step of a recurrent layer. */
import { formatShape, type Shape, ShapeError, type Tensor, zeros } from '@neurite/core'
import { type BatchShape, type BatchShapes, type CallContext, Layer } from '../layer.ts'

/** What a cell takes. A type and not an interface, so that it counts as a record of tensors. */
export type CellInputs = {
  /** One step of the sequences. */
  readonly inputs: Tensor
  /** What the step before left. */
  readonly states: readonly Tensor[]
}

/** What a cell returns. A type and not an interface, so that it counts as a record of tensors. */
export type CellOutputs = {
  /** Of this step, [batch, ...]. */
  readonly output: Tensor
  /** For the next step. */
  readonly states: readonly Tensor[]
}

/** What a cell is told before the first step of a sequence. */
export interface SequenceContext {
  /** Whether this is training: dropout drops. */
  readonly training: boolean
}

/**
 * One step of a recurrent layer: from a step of the sequences and the states to an output and the next states.
 *
 * A new cell extends this class, states the sizes of its states, and computes in `step`; `RNN` runs it over sequences. `step` is part of a
 * loop of the program: it may read variables, but not assign them.
 *
 * @example
 * ```ts
 * class Sum extends RNNCell {
 *   static override readonly className: string = 'Sum'
 *   readonly stateSizes = [3]
 *   readonly outputSize = 3
 *
 *   override step(x: Tensor, [sum]: readonly Tensor[]): CellOutputs {
 *     const next = x.add(sum!)
 *     return { output: next, states: [next] }
 *   }
 * }
 * const sums = new RNN(new Sum(), { returnSequences: true }).apply(sequences)
 * ```
 */
export abstract class RNNCell<Fixed = unknown> extends Layer<CellInputs, CellOutputs> {
  /** Features of each state. */
  abstract readonly stateSizes: readonly number[]
  /** Features of the output. */
  abstract readonly outputSize: number

  /** Which state the output is, if it is one: it is then not carried twice. */
  get outputState(): number | undefined {
    return undefined
  }

  /** Shapes of the states for steps of this shape, batch axis included. */
  stateShapes(stepShape: BatchShape): readonly BatchShape[] {
    return this.stateSizes.map((size) => [stepShape[0]!, size])
  }

  /** Shape of the output for steps of this shape, batch axis included. */
  outputShape(stepShape: BatchShape): BatchShape {
    return [stepShape[0]!, this.outputSize]
  }

  /** The states before the first step: zeros. */
  initialStates(stepShape: Shape): readonly Tensor[] {
    return this.stateShapes(stepShape).map((shape) => zeros(shape.map(Number), this.dtype))
  }

  /** What stays the same over all steps of a sequence, such as the choices of dropout. */
  prepare(_stepShape: Shape, _context: SequenceContext): Fixed | undefined {
    return undefined
  }

  /**
   * The part of a step that needs no state, computed for all steps at once. Default: the inputs as they are.
   *
   * @shape x [batch, ...] or [steps, batch, ...] -> with the same leading axes
   */
  project(x: Tensor, _fixed: Fixed | undefined): Tensor {
    return x
  }

  /** The rest of a step, from what `project` made. */
  abstract step(projected: Tensor, states: readonly Tensor[], fixed: Fixed | undefined): CellOutputs

  protected override get takesNest(): boolean {
    return true
  }

  protected override checkInput({ inputs, states }: BatchShapes<CellInputs>): void {
    this.checkStep(this.path, inputs, states)
  }

  /**
   * Checks one step of the inputs, and the states if there are any.
   *
   * @param path - what errors begin with
   * @throws ShapeError when they do not fit the cell
   */
  checkStep(path: string, stepShape: BatchShape, states: readonly BatchShape[] | undefined): void {
    this.checkStates(path, stepShape, states)
  }

  /**
   * Checks the states alone.
   *
   * @throws ShapeError when there are states, and they do not fit the cell
   */
  protected checkStates(path: string, stepShape: BatchShape, states: readonly BatchShape[] | undefined): void {
    if (!states) return
    const expected = this.stateShapes(stepShape)
    const isOdd = (shape: BatchShape, index: number): boolean =>
      shape.length !== expected[index]!.length ||
      shape.some((extent, axis) => extent !== null && ![null, extent].includes(expected[index]![axis]!))
    if (states.length === expected.length && !states.some(isOdd)) return
    const got = states.map((shape) => formatShape(shape)).join(', ') || 'none'
    throw new ShapeError(
      `${path}: expected states of shape ${expected.map((shape) => formatShape(shape)).join(', ')}, got ${got}`,
    )
  }

  protected override call({ inputs, states }: CellInputs, context: CallContext<CellInputs>): CellOutputs {
    const fixed = this.prepare(inputs.shape, context)
    return this.step(this.project(inputs, fixed), states, fixed)
  }

  override computeOutputShape(shapes: BatchShapes<CellInputs>): BatchShapes<CellOutputs> {
    this.checkInput(shapes)
    return { output: this.outputShape(shapes.inputs), states: this.stateShapes(shapes.inputs) }
  }
}
