/** Nodes that measure values: the greatest magnitude of each, in rows that are put together. */
import type { GraphBuilder } from '../graph/builder.ts'
import type { TensorType, ValueId } from '../graph/graph.ts'
import type { PrimitiveAttributes, PrimitiveName } from '../primitives/attributes.ts'

/** Magnitudes in a row: a value of shape [size]. */
export interface Piece {
  readonly id: ValueId
  readonly size: number
}

/** Type of a row of magnitudes. */
export const magnitudesType = (size: number): TensorType => ({ shape: [size], dtype: 'float32' })

/** Adds a node of one result. */
export const addOne = <P extends PrimitiveName>(
  builder: GraphBuilder,
  primitive: P,
  operands: readonly ValueId[],
  attributes: PrimitiveAttributes[P],
  type: TensorType,
): ValueId => builder.add({ primitive, attributes }, operands, [type])[0]!

const literal = (builder: GraphBuilder, value: number, dtype: TensorType['dtype']): ValueId =>
  addOne(builder, 'constant', [], { value, dtype }, { shape: [], dtype })

/** The greatest magnitude of a value, as float32 [1]: NaN if any element is, else Infinity if any is. */
export function magnitude(builder: GraphBuilder, id: ValueId, { shape, dtype }: TensorType): ValueId {
  const scalar: TensorType = { shape: [], dtype }
  const absolute = addOne(builder, 'abs', [id], {}, { shape, dtype })
  const axes = shape.map((_, axis) => axis)
  const greatest = axes.length === 0 ? absolute : addOne(builder, 'reduceMax', [absolute], { axes }, scalar)
  const narrow = dtype === 'float64' ? finiteInFloat32(builder, greatest) : greatest
  const cast = addOne(builder, 'cast', [narrow], { dtype: 'float32' }, { shape: [], dtype: 'float32' })
  return addOne(builder, 'reshape', [cast], { shape: [1] }, magnitudesType(1))
}

/** A float64 scalar, with what float32 cannot hold brought down to what it can: only what is infinite may become so. */
function finiteInFloat32(builder: GraphBuilder, id: ValueId): ValueId {
  const scalar: TensorType = { shape: [], dtype: 'float64' }
  const most = addOne(builder, 'min', [id, literal(builder, 3e38, 'float64')], {}, scalar)
  const isFinite = addOne(builder, 'less', [id, literal(builder, Infinity, 'float64')], {}, { shape: [], dtype: 'bool' })
  return addOne(builder, 'select', [isFinite, most, id], {}, scalar)
}

/** Magnitudes in all pieces. */
export const sizeOfPieces = (pieces: readonly Piece[]): number => pieces.reduce((sum, { size }) => sum + size, 0)

/** All pieces as one value; there is at least one. */
export function joined(builder: GraphBuilder, pieces: readonly Piece[]): ValueId {
  if (pieces.length === 1) return pieces[0]!.id
  const type = magnitudesType(sizeOfPieces(pieces))
  return addOne(
    builder,
    'concat',
    pieces.map(({ id }) => id),
    { axis: 0 },
    type,
  )
}

/** Magnitudes of what did not run. */
export const zeros = (builder: GraphBuilder, size: number): ValueId =>
  addOne(builder, 'broadcast', [literal(builder, 0, 'float32')], { shape: [size] }, magnitudesType(size))

/** Whether magnitudes hold a NaN that was not among the first `inputs` of them. */
export function hasNewNan(builder: GraphBuilder, magnitudes: ValueId, size: number, inputs: number): ValueId {
  const scalar: TensorType = { shape: [], dtype: 'float32' }
  const bool: TensorType = { shape: [], dtype: 'bool' }
  const isNan = (id: ValueId): ValueId => {
    const most = addOne(builder, 'reduceMax', [id], { axes: [0] }, scalar)
    return addOne(builder, 'notEqual', [most, most], {}, bool)
  }
  const anyNan = isNan(magnitudes)
  if (inputs === 0 || inputs === size) return anyNan
  const range = { starts: [0], limits: [inputs], strides: [1] }
  const given = isNan(addOne(builder, 'slice', [magnitudes], range, magnitudesType(inputs)))
  const isClean = addOne(builder, 'logicalNot', [given], {}, bool)
  return addOne(builder, 'logicalAnd', [anyNan, isClean], {}, bool)
}
