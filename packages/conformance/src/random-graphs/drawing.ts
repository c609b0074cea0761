/** Where the drawing of a random graph stands, and how it finds values that fit. */
import {
  broadcastShapes,
  type DType,
  type PrimitiveAttributes,
  type PrimitiveName,
  sameShape,
  type Shape,
  type TensorType,
  type ValueId,
} from '@neurite/core'
import type { ProgramWriter } from '../program/program-writer.ts'
import type { Random } from '../values/random.ts'

/** Shapes that values start from: some broadcast to others, some are permutations, one is empty. */
export const shapes: readonly Shape[] = [[], [3], [4], [1, 4], [3, 4], [4, 3], [2, 3, 4], [4, 1], [0, 4], [17]]

/** Where drawing stands: the program so far, and what may be drawn from. */
export interface Drawing {
  readonly random: Random
  readonly writer: ProgramWriter
  readonly values: ValueId[]
  readonly dtypes: readonly DType[]
}

interface RecipeWith<Attributes> {
  readonly operands: readonly ValueId[]
  readonly attributes: Attributes
}

/** Draws operands and attributes, or undefined where the values so far do not allow any. */
export type DrawWith<Attributes> = (drawing: Drawing) => RecipeWith<Attributes> | undefined

/** Operands and attributes for one more node. */
export type Recipe<P extends PrimitiveName> = RecipeWith<PrimitiveAttributes[P]>

/** The draw of a primitive. */
export type Draw<P extends PrimitiveName> = DrawWith<PrimitiveAttributes[P]>

/** The type of a value. */
export const typeOf = ({ writer }: Drawing, id: ValueId): TensorType => writer.typeOf(id)

/** A value that fits; later values more often than early ones, so that graphs grow deep. */
export function anyValue(drawing: Drawing, fits: (type: TensorType) => boolean = () => true): ValueId | undefined {
  const { random, values } = drawing
  const candidates = values.filter((id) => fits(typeOf(drawing, id)))
  if (candidates.length === 0) return undefined
  return candidates[Math.max(random.below(candidates.length), random.below(candidates.length))]
}

/** A value of a type, by whatever way leads to one from the values so far. */
export function valueOf(drawing: Drawing, type: TensorType): ValueId {
  const { random, writer } = drawing
  const same = anyValue(drawing, ({ dtype, shape }) => dtype === type.dtype && sameShape(shape, type.shape))
  if (same !== undefined && random.unit() < 0.7) return same
  const broadcastable = anyValue(drawing, ({ shape }) => sameShape(broadcastShapes(shape, type.shape) ?? [-1], type.shape))
  if (broadcastable === undefined) return writer.constant(random.below(3), type)
  const cast = castTo(drawing, broadcastable, type.dtype)
  return sameShape(typeOf(drawing, cast).shape, type.shape) ? cast : writer.one('broadcast', [cast], { shape: type.shape })
}

const castTo = (drawing: Drawing, id: ValueId, dtype: DType): ValueId =>
  typeOf(drawing, id).dtype === dtype ? id : drawing.writer.one('cast', [id], { dtype })
