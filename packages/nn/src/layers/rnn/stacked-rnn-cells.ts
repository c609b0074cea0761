/** Cells one upon the other, as one cell. */
import { ArgumentError, type Shape, type Tensor } from '@neurite/core'
import { checkOptions } from '../../options/check-options.ts'
import { describeValue } from '../../options/describe-value.ts'
import { type BatchShape, type BatchShapes, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'
import { configuredLayer, type LayerClasses, layerFromConfig } from '../layer-classes.ts'
import { type CellInputs, type CellOutputs, RNNCell, type SequenceContext } from './rnn-cell.ts'

/** @throws ArgumentError unless it is a cell */
export function checkCell(call: string, cell: unknown): RNNCell {
  if (cell instanceof RNNCell) return cell
  throw new ArgumentError(`${call}: expected a cell, got ${describeValue(cell)}; pass new LSTMCell(4), for example`)
}

/**
 * Several cells as one: at each step the output of each is the input of the next. Their states stand one after the other.
 *
 * @shape inputs [batch, features], states of all cells, [batch, units] each -> output of the last cell, states as before
 * @param cells - at least one
 * @throws ArgumentError when something is no cell
 * @example
 * ```ts
 * const deep = new RNN(new StackedRNNCells([new LSTMCell(64), new LSTMCell(32)]))
 * ```
 */
export class StackedRNNCells extends RNNCell<readonly unknown[]> {
  static override readonly className: string = 'StackedRNNCells'

  readonly cells: readonly RNNCell[]

  constructor(cells: readonly RNNCell[], options: LayerOptions = {}) {
    const call = 'StackedRNNCells'
    super(checkOptions(call, options, layerOptionNames))
    if (!Array.isArray(cells) || cells.length === 0) {
      throw new ArgumentError(
        `${call}: expected at least one cell, got ${describeValue(cells)}; write new ${call}([new LSTMCell(4)])`,
      )
    }
    this.cells = cells.map((cell) => this.addLayer(checkCell(call, cell)))
    if (options.trainable === false) this.trainable = false
  }

  get stateSizes(): readonly number[] {
    return this.cells.flatMap(({ stateSizes }) => stateSizes)
  }

  get outputSize(): number {
    return this.cells.at(-1)!.outputSize
  }

  override get outputState(): number | undefined {
    const last = this.cells.at(-1)!
    return last.outputState === undefined ? undefined : this.stateSizes.length - last.stateSizes.length + last.outputState
  }

  /** Each cell with the shape of its inputs. */
  #cellsWithShapes(stepShape: BatchShape): { readonly cell: RNNCell; readonly shape: BatchShape }[] {
    let shape = stepShape
    return this.cells.map((cell) => {
      const own = { cell, shape }
      shape = cell.outputShape(shape)
      return own
    })
  }

  override stateShapes(stepShape: BatchShape): readonly BatchShape[] {
    return this.#cellsWithShapes(stepShape).flatMap(({ cell, shape }) => cell.stateShapes(shape))
  }

  override outputShape(stepShape: BatchShape): BatchShape {
    return this.cells.reduce((shape, cell) => cell.outputShape(shape), stepShape)
  }

  override checkStep(path: string, stepShape: BatchShape, states: readonly BatchShape[] | undefined): void {
    this.cells[0]!.checkStep(path, stepShape, undefined)
    super.checkStep(path, stepShape, states)
  }

  override initialStates(stepShape: Shape): readonly Tensor[] {
    return this.#cellsWithShapes(stepShape).flatMap(({ cell, shape }) => cell.initialStates(shape.map(Number)))
  }

  protected override build({ inputs }: BatchShapes<CellInputs>): void {
    for (const { cell, shape } of this.#cellsWithShapes(inputs))
      cell.buildFrom({ inputs: shape, states: cell.stateShapes(shape) })
  }

  override prepare(stepShape: Shape, context: SequenceContext): readonly unknown[] {
    return this.#cellsWithShapes(stepShape).map(({ cell, shape }) => cell.prepare(shape.map(Number), context))
  }

  override project(x: Tensor, fixed: readonly unknown[] = []): Tensor {
    return this.cells[0]!.project(x, fixed[0])
  }

  override step(projected: Tensor, states: readonly Tensor[], fixed: readonly unknown[] = []): CellOutputs {
    let output = projected
    let first = 0
    const next = this.cells.map((cell, index) => {
      const own = states.slice(first, first + cell.stateSizes.length)
      first += cell.stateSizes.length
      // `project` has done the first cell's part.
      const result = cell.step(index === 0 ? output : cell.project(output, fixed[index]), own, fixed[index])
      output = result.output
      return result.states
    })
    return { output, states: next.flat() }
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), cells: this.cells.map((cell) => configuredLayer(cell)) }
  }

  /** @param classes - the classes of the cells, by their names */
  static override fromConfig({ cells, ...options }: LayerConfig, classes: LayerClasses = {}): StackedRNNCells {
    const call = 'StackedRNNCells.fromConfig'
    return new this(
      (cells as readonly unknown[]).map((cell) => checkCell(call, layerFromConfig(call, cell, classes))),
      options,
    )
  }
}
