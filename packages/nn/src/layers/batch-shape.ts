/** The inputs of layers and their shapes: structures of tensors, and the same structures of extents. */
import {
  type DType,
  DTypeError,
  flattenNest,
  isFloat,
  mapNest,
  type NestOf,
  Tensor,
  type TensorNest,
  Variable,
} from '@neurite/core'
import { describeValue } from '../options/describe-value.ts'
import { carryMask } from './mask.ts'

/** Extents of a batch of inputs, outermost first; null where they are not fixed, as the batch axis itself. */
export type BatchShape = readonly (number | null)[]

/** The shapes of the tensors of `Inputs`, in the same structure. */
export type BatchShapes<Inputs> = [TensorNest] extends [Inputs]
  ? NestOf<number | null>
  : Inputs extends Tensor
    ? BatchShape
    : { readonly [Key in keyof Inputs]: BatchShapes<Inputs[Key]> }

/** Whether this is one shape, and not an arrangement of several: extents, or null. */
export const isShape = (shape: unknown): shape is BatchShape =>
  Array.isArray(shape) && shape.every((extent) => extent === null || typeof extent === 'number')

/** The shapes as they are. */
export const shapesOf = <In>(inputs: In): BatchShapes<In> => mapNest(inputs, (leaf) => (leaf as Tensor).shape) as BatchShapes<In>

/**
 * The shapes with the batch axis open.
 *
 * What the user said about the input goes before what came: a wrong first input is then refused instead of built for.
 */
export function openShapes<In>(inputs: In, declared: BatchShape | undefined): BatchShapes<In> {
  if (declared && inputs instanceof Tensor) return [null, ...declared] as unknown as BatchShapes<In>
  return mapNest(inputs, (leaf) => (leaf as Tensor).shape.map((extent, axis) => (axis === 0 ? null : extent))) as BatchShapes<In>
}

/** What a layer takes. */
export interface InputRules {
  readonly path: string
  /** Floats are cast to it, if it is one itself. */
  readonly dtype: DType
  /** Whether the inputs may be arrays and records of tensors. */
  readonly takesNest: boolean
}

/**
 * The inputs in the layer's dtype, with the masks that they carried.
 *
 * @throws DTypeError when something is no tensor
 */
export function convertInputs<In>(inputs: In, { path, dtype, takesNest }: InputRules): In {
  if (!takesNest && (Array.isArray(inputs) || (typeof inputs === 'object' && inputs?.constructor === Object))) {
    throw new DTypeError(`${path}: expected one tensor, got ${describeValue(inputs)}; make a tensor of numbers with tensor(data)`)
  }
  const { paths } = flattenNest(inputs)
  return mapNest(inputs, (leaf, index) => {
    if (!(leaf instanceof Tensor)) {
      const fix = leaf instanceof Variable ? 'pass its value' : 'make one with tensor(data)'
      const where = paths[index] ? ` at inputs${paths[index]}` : ''
      throw new DTypeError(`${path}: expected a tensor${where}, got ${describeValue(leaf)}; ${fix}`)
    }
    return isFloat(leaf.dtype) && isFloat(dtype) ? carryMask(leaf, leaf.cast(dtype)) : leaf
  }) as In
}
