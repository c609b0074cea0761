/** Puts values at positions that are known at run time. */
import { ShapeError } from '../errors/errors.ts'
import { formatShape, sameShape, type Shape, sizeOf } from '../shape/shape.ts'
import { staticValue } from '../tensor/static-value.ts'
import { applyPrimitives, besides, type Tensor, type TensorLike, toTensor } from '../tensor/tensor.ts'
import type { DType } from '../dtype/dtype.ts'
import { concat, gather, scatterAdd, where } from './arrange.ts'
import { full, oneHot, zeros } from './create.ts'
import { sliceAxis } from './rearrange.ts'

/** Positions and what goes there, as rows: `flat` counts blocks of `shape` in row-major order and is -1 outside. */
interface Placement {
  readonly flat: Tensor
  readonly rows: Tensor
  /** Number of blocks, and the shape of each. */
  readonly blocks: number
  readonly block: Shape
}

function placement(call: string, indices: Tensor, values: Tensor, shape: Shape): Placement {
  const depth = indices.shape.at(-1) ?? 0
  const lead = indices.shape.slice(0, -1)
  const block = shape.slice(depth)
  if (indices.rank < 1 || depth > shape.length || !sameShape(values.shape, [...lead, ...block])) {
    throw new ShapeError(
      `${call}: indices ${formatShape(indices.shape)} into shape ${formatShape(shape)} need values ${formatShape([...lead, ...block])}, got ${formatShape(values.shape)}; the last axis of the indices counts the axes that they name`,
    )
  }
  const count = sizeOf(lead)
  const columns = indices.cast('int32').reshape([count, depth])
  let flat = zeros([count], 'int32')
  let inside = full([count], 1, 'bool')
  for (let axis = 0; axis < depth; axis++) {
    const extent = staticValue(shape[axis]!)
    const index = sliceAxis(columns, 1, axis, axis + 1).squeeze(1)
    flat = flat.mul(extent).add(index)
    inside = inside.logicalAnd(index.greaterEqual(0)).logicalAnd(index.less(extent))
  }
  return {
    flat: where(inside, flat, -1),
    rows: values.reshape([count, ...block]),
    blocks: sizeOf(shape.slice(0, depth)),
    block,
  }
}

/**
 * Zeros of a shape with values added at positions. Repeated positions add up; positions outside are dropped.
 *
 * @param indices - int32; the last axis names one position per leading axis of `shape`
 * @shape indices [...n, depth], values [...n, ...shape[depth:]] -> shape
 * @example
 * ```ts
 * const grid = scatter([[0, 1], [2, 0]], [5, 7], [3, 2]) // [[0, 5], [0, 0], [7, 0]]
 * ```
 */
export function scatter(indices: TensorLike, values: TensorLike, shape: Shape): Tensor {
  const [positions, given] = [toTensor('scatter', indices), toTensor('scatter', values)]
  return besides([positions, given], () => {
    const { flat, rows, blocks, block } = placement('scatter', positions, given, shape)
    return scatterAdd(zeros([blocks, ...block], rows.dtype), flat, rows).reshape(shape)
  })
}

/** Positions with all but the last of equal ones outside. */
function lastOfEach(flat: Tensor): { readonly flat: Tensor; readonly order: Tensor } {
  const [sorted, order] = applyPrimitives('sort', [flat], { axis: 0, descending: false }) as [Tensor, Tensor]
  const count = sorted.size
  if (count === 0) return { flat, order }
  const next = concat([sliceAxis(sorted, 0, 1, count), full([1], -1, 'int32')])
  return { flat: where(sorted.notEqual(next), sorted, -1), order }
}

/**
 * `x` with the values at positions replaced; of repeated positions the last counts, positions outside are dropped.
 *
 * @param indices - int32; the last axis names one position per leading axis of `x`
 * @shape x, indices [...n, depth], updates [...n, ...x.shape[depth:]] -> x.shape
 */
export function scatterUpdate(x: TensorLike, indices: TensorLike, updates: TensorLike): Tensor {
  const [value, positions] = [toTensor('scatterUpdate', x), toTensor('scatterUpdate', indices)]
  const given = toTensor('scatterUpdate', updates).cast(value.dtype)
  return besides([value, positions, given], () => {
    const { flat, rows, blocks, block } = placement('scatterUpdate', positions, given, value.shape)
    const { flat: target, order } = lastOfEach(flat)
    const isHit = scatterAdd(zeros([blocks], 'int32'), target, full([flat.size], 1, 'int32')).greater(0)
    const numeric = value.dtype === 'bool' ? rows.cast('int32') : rows
    const put = scatterAdd(zeros([blocks, ...block], numeric.dtype), target, gather(numeric, order)).cast(value.dtype)
    const hitRows = isHit.reshape([blocks, ...block.map(() => 1)])
    return where(hitRows, put, value.reshape([blocks, ...block])).reshape(value.shape)
  })
}

/**
 * 1 at all positions that a row of indices names, 0 elsewhere; indices outside are left out.
 *
 * @shape indices [...batch, n] -> [...batch, classes]
 */
export function multiHot(indices: TensorLike, classes: number, dtype: DType = 'float32'): Tensor {
  const positions = toTensor('multiHot', indices)
  if (positions.rank === 0) throw new ShapeError('multiHot: expected at least one axis, got a scalar; use oneHot')
  return oneHot(positions, classes, 'bool').any(-2).cast(dtype)
}
