/** What recurrent layers take: sequences, alone or with states to begin with. */
import { ArgumentError, type DType, Tensor } from '@neurite/core'
import { firstSymbolic } from '../../models/symbolic.ts'
import { convertInputs } from '../batch-shape.ts'
import { LayerContext } from '../call-context.ts'
import type { ApplyOptions, BatchShape, BatchShapes, MaskOf } from '../layer.ts'
import { nameErrors } from '../name-errors.ts'

/** Sequences with the states to begin with. A type and not an interface, so that it counts as a record of tensors. */
export type SequencesWithState = {
  /** [batch, time, ...]. */
  readonly sequences: Tensor
  /** One tensor per state of the cell, [batch, ...] each. */
  readonly initialState: readonly Tensor[]
}

/** What recurrent layers take: sequences, or sequences and states. */
export type RNNInputs = Tensor | SequencesWithState

/** Options of `apply` of recurrent layers besides `training` and `mask`. */
export interface RNNCallOptions {
  /** States to begin with, in the order in which `returnState` returns them. Default: zeros, or what the batch before left. */
  readonly initialState?: readonly Tensor[] | undefined
}

/**
 * All options of `apply` of recurrent layers. Spelled out, because the compiler holds `ApplyOptions` of different inputs for different
 * without a look at them, and recurrent layers would not count as layers of one tensor.
 */
export type RNNApplyOptions = {
  readonly [Name in keyof ApplyOptions<RNNInputs>]: ApplyOptions<RNNInputs>[Name]
} & RNNCallOptions

/** Whether states come with the sequences: also for shapes and masks in the structure of inputs. */
const isRecord = (inputs: unknown): inputs is { readonly sequences: unknown; readonly initialState: unknown } =>
  typeof inputs === 'object' && inputs !== null && 'sequences' in inputs

/** What errors are named by, and what inputs are cast to. */
export interface Receiver {
  readonly path: string
  readonly dtype: DType
}

/**
 * Inputs and options as `Layer.apply` takes them: initial states become inputs, so that they may be symbolic.
 *
 * @throws DTypeError when sequences are no tensor; ArgumentError when states are no array
 */
export function stateAsInput({ path, dtype }: Receiver, inputs: RNNInputs, options: object): [RNNInputs, object] {
  const { initialState, mask, ...others } = options as ApplyOptions & RNNCallOptions
  if (!isRecord(inputs) && !firstSymbolic(inputs))
    nameErrors(path, () => convertInputs(inputs, { path, dtype, takesNest: false }))
  if (options instanceof LayerContext || !initialState) return [inputs, options]
  if (!Array.isArray(initialState) || isRecord(inputs)) {
    throw new ArgumentError(`${path}.apply: initialState must be an array of tensors, one per state, beside sequences`)
  }
  const masks = mask && { sequences: mask, initialState: initialState.map(() => undefined) }
  return [
    { sequences: inputs, initialState },
    { ...others, ...(masks && { mask: masks }) },
  ]
}

/** The sequences and the states of inputs. */
export const partsOfInputs = (inputs: RNNInputs): { sequences: Tensor; initialState: readonly Tensor[] | undefined } =>
  inputs instanceof Tensor ? { sequences: inputs, initialState: undefined } : inputs

/** The shapes of sequences and states. */
export function partsOfShapes(shapes: BatchShapes<RNNInputs>): {
  sequences: BatchShape
  initialState: readonly BatchShape[] | undefined
} {
  if (!isRecord(shapes)) return { sequences: shapes as BatchShape, initialState: undefined }
  return { sequences: shapes.sequences as BatchShape, initialState: shapes.initialState as readonly BatchShape[] }
}

/** The mask of the sequences. */
export function sequenceMask(mask: MaskOf<RNNInputs>): Tensor | undefined {
  const own: unknown = isRecord(mask) ? mask.sequences : mask
  return own instanceof Tensor ? own : undefined
}
