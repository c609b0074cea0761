/** Puts tensors together and takes them apart: choose, concatenate, pad, gather, scatter, sort. */
import { ArgumentError, ShapeError } from '../errors/errors.ts'
import { broadcastShapes, formatShape, normalizeAxis } from '../shape/shape.ts'
import { alignOperands, applyPrimitive, applyPrimitives, besides, Tensor, type TensorLike, toTensor } from '../tensor/tensor.ts'

/**
 * `a` where the condition holds, else `b`; all three broadcast.
 *
 * @shape condition, a, b [...], which broadcast -> their common shape
 */
export function where(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor {
  return besides([condition, a, b], () => choose(condition, a, b))
}

function choose(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor {
  const [left, right] = alignOperands('where', a, b)
  const chosen = toTensor('where', condition).cast('bool')
  const shape = broadcastShapes(chosen.shape, left.shape)
  if (!shape) {
    throw new ShapeError(`where: condition ${formatShape(chosen.shape)} and values ${formatShape(left.shape)} do not broadcast`)
  }
  return applyPrimitive('select', [chosen.broadcastTo(shape), left.broadcastTo(shape), right.broadcastTo(shape)], {}, 'where')
}

/** Joins tensors along an axis that exists. @shape [..., n, ...], [..., m, ...], ... -> [..., n + m + ..., ...] */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  const [first] = tensors
  if (!first) throw new ArgumentError('concat: expected at least one tensor, got none')
  return applyPrimitive('concat', tensors, { axis: normalizeAxis('concat', axis, first.rank) })
}

/** Joins tensors of one shape along a new axis. @shape k tensors [...] -> [..., k, ...], with the new axis at `axis` */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  const [first] = tensors
  if (!first) throw new ArgumentError('stack: expected at least one tensor, got none')
  const at = normalizeAxis('stack', axis, first.rank + 1)
  const wrong = tensors.find(({ shape }) => formatShape(shape) !== formatShape(first.shape))
  if (wrong) throw new ShapeError(`stack: expected one shape, got ${formatShape(first.shape)} and ${formatShape(wrong.shape)}`)
  return concat(
    tensors.map((x) => x.expandDims(at)),
    at,
  )
}

/** Cells to add before, after and between the elements of each axis. */
export interface PadOptions {
  /** What the cells hold. Default 0. */
  readonly value?: number
  /** Cells between neighbours, per axis. Default none. */
  readonly interior?: readonly number[]
}

/**
 * Surrounds a tensor with cells.
 *
 * @shape x [n, ...] -> [before + n + (n - 1) * interior + after, ...], the same for each axis
 * @param widths - [before, after] for each axis
 */
export function pad(
  x: Tensor,
  widths: readonly (readonly [number, number])[],
  { value = 0, interior = [] }: PadOptions = {},
): Tensor {
  if (widths.length !== x.rank) {
    throw new ShapeError(`pad: expected widths for the ${x.rank} axes of ${formatShape(x.shape)}, got ${widths.length}`)
  }
  const attributes = {
    low: widths.map(([before]) => before),
    high: widths.map(([, after]) => after),
    interior: x.shape.map((_, axis) => interior[axis] ?? 0),
  }
  return besides([x], () => applyPrimitive('pad', [x, toTensor('pad', value).cast(x.dtype)], attributes))
}

/** Leading axes that operand and indices share. */
export interface GatherOptions {
  /** How many; at most `axis`. Default 0. */
  readonly batchDims?: number
}

/**
 * Elements at `indices` (int32) along `axis`; an index outside reads 0.
 *
 * @shape x, indices -> x.shape[:axis] + indices.shape[batchDims:] + x.shape[axis + 1:]
 */
export function gather(x: Tensor, indices: Tensor, axis = 0, { batchDims = 0 }: GatherOptions = {}): Tensor {
  return applyPrimitive('gather', [x, indices], { axis: normalizeAxis('gather', axis, x.rank), batchDims })
}

/**
 * `x` with `updates` added where `gather` of the same arguments would read. Repeated indices add up, always in the same order.
 *
 * @shape x, indices, updates x.shape[:axis] + indices.shape[batchDims:] + x.shape[axis + 1:] -> the shape of x
 */
export function scatterAdd(x: Tensor, indices: Tensor, updates: Tensor, axis = 0, { batchDims = 0 }: GatherOptions = {}): Tensor {
  return applyPrimitive('scatterAdd', [x, indices, updates], { axis: normalizeAxis('scatterAdd', axis, x.rank), batchDims })
}

/**
 * One element per position of `indices`, picked along `axis`: `indices` has the shape of `x` but for that axis.
 *
 * @shape x [..., n, ...], indices [..., m, ...] -> the shape of indices
 */
export function takeAlongAxis(x: Tensor, indices: Tensor, axis = -1): Tensor {
  const at = normalizeAxis('takeAlongAxis', axis, x.rank)
  const toLast = [...x.shape.keys()].filter((a) => a !== at).concat(at)
  const back = toLast.map((_, a) => toLast.indexOf(a))
  const batchDims = x.rank - 1
  const picked = applyPrimitive(
    'gather',
    [x.transpose(toLast), indices.transpose(toLast)],
    { axis: batchDims, batchDims },
    'takeAlongAxis',
  )
  return picked.transpose(back)
}

const startsOf = (call: string, starts: readonly TensorLike[]): Tensor[] =>
  starts.map((start) => toTensor(call, start).cast('int32'))

/**
 * A block of `sizes` whose first index per axis is known at run time; clamped so that it fits.
 *
 * @shape x [...], one start [] per axis -> sizes
 */
export const dynamicSlice = (x: Tensor, starts: readonly TensorLike[], sizes: readonly number[]): Tensor =>
  applyPrimitive('dynamicSlice', [x, ...startsOf('dynamicSlice', starts)], { sizes })

/**
 * `x` with a block replaced, whose first index per axis is known at run time; clamped so that it fits.
 *
 * @shape x [...], update of the same rank, one start [] per axis -> the shape of x
 */
export const dynamicUpdateSlice = (x: Tensor, update: Tensor, starts: readonly TensorLike[]): Tensor =>
  applyPrimitive('dynamicUpdateSlice', [x, update, ...startsOf('dynamicUpdateSlice', starts)], {})

/** Direction of a sort. */
export interface SortOptions {
  /** The greatest first; NaN stays last. Default false. */
  readonly descending?: boolean
}

/** Elements of `axis` in order; stable, NaN last. @shape x [...] -> the same */
export const sort = (x: Tensor, axis = -1, options: SortOptions = {}): Tensor => sortWithPermutation('sort', x, axis, options)[0]!

/** The int32 positions that sort `axis`; stable, NaN last. @shape x [...] -> the same */
export const argSort = (x: Tensor, axis = -1, options: SortOptions = {}): Tensor =>
  sortWithPermutation('argSort', x, axis, options)[1]!

function sortWithPermutation(call: string, x: Tensor, axis: number, { descending = false }: SortOptions): Tensor[] {
  return applyPrimitives('sort', [x], { axis: normalizeAxis(call, axis, x.rank), descending }, call)
}
