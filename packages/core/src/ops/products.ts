/** Products of vectors and tensors. */
import { promote } from '../dtype/promote.ts'
import { ArgumentError, ShapeError } from '../errors/errors.ts'
import { formatShape, normalizeAxis } from '../shape/shape.ts'
import { applyPrimitive, type Tensor, type TensorLike, toTensor } from '../tensor/tensor.ts'
import { stack } from './arrange.ts'
import { moveAxis } from './axes.ts'
import { checkCount } from './check-choice.ts'

/** Both operands in the dtype that they are multiplied in; truth values count as 0 and 1. */
export function productOperands(call: string, a: TensorLike, b: TensorLike): [Tensor, Tensor] {
  const [x, y] = [toTensor(call, a), toTensor(call, b)]
  const dtype = promote(x.dtype, y.dtype)
  const computed = dtype === 'bool' ? 'int32' : dtype
  return [x.cast(computed), y.cast(computed)]
}

/** Sums the products over pairs of axes, which vanish. */
function contract(call: string, a: Tensor, b: Tensor, lhsContracting: readonly number[], rhsContracting: readonly number[]) {
  return applyPrimitive('dotGeneral', [a, b], { lhsBatch: [], rhsBatch: [], lhsContracting, rhsContracting }, call)
}

/**
 * Sums products over axes of both.
 *
 * @param axes - how many of the last axes of `a` meet the first ones of `b`, or the axes of each, in pairs. Default 2
 * @shape the axes of a that are left, then those of b
 */
export function tensordot(
  a: TensorLike,
  b: TensorLike,
  axes: number | readonly [readonly number[], readonly number[]] = 2,
): Tensor {
  const [x, y] = productOperands('tensordot', a, b)
  if (typeof axes === 'number') {
    checkCount('tensordot', 'axes', axes, 0)
    if (axes > Math.min(x.rank, y.rank)) {
      throw new ArgumentError(`tensordot: ${axes} axes do not fit shapes ${formatShape(x.shape)} and ${formatShape(y.shape)}`)
    }
    const counted = Array.from({ length: axes }, (_, i) => i)
    const last = counted.map((i) => x.rank - axes + i)
    return contract('tensordot', x, y, last, counted)
  }
  const [left, right] = axes
  if (left.length !== right.length) {
    throw new ArgumentError(`tensordot: expected axes in pairs, got ${formatShape(left)} and ${formatShape(right)}`)
  }
  const from = (list: readonly number[], { rank }: Tensor): number[] => list.map((axis) => normalizeAxis('tensordot', axis, rank))
  return contract('tensordot', x, y, from(left, x), from(right, y))
}

/**
 * The product of NumPy's `dot`: of vectors a scalar, of matrices their product, with a scalar elementwise; else over the last axis
 * of `a` and the last but one of `b`. For stacks of matrices use `matmul`.
 *
 * @shape [n], [n] -> []; [..., k], [...rest, k, n] -> [..., ...rest, n]; [], [...] -> [...]
 */
export function dot(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = productOperands('dot', a, b)
  if (x.rank === 0 || y.rank === 0) return x.mul(y)
  return contract('dot', x, y, [x.rank - 1], [Math.max(0, y.rank - 2)])
}

/** Sums of products over the last axes of both. @shape a [...m, k], b [...n, k] -> [...m, ...n]; [], [...] -> [...] */
export function inner(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = productOperands('inner', a, b)
  if (x.rank === 0 || y.rank === 0) return x.mul(y)
  return contract('inner', x, y, [x.rank - 1], [y.rank - 1])
}

/** The sum of the products of all elements, in order. @shape a, b of n elements each -> [] */
export function vdot(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = productOperands('vdot', a, b)
  return contract('vdot', x.flatten(), y.flatten(), [0], [0])
}

/** Products of each element of `a` with each of `b`. @shape a, b of m and n elements -> [m, n] */
export function outer(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = productOperands('outer', a, b)
  return x.reshape([x.size, 1]).mul(y.reshape([1, y.size]))
}

/**
 * The vector at right angles to two of three components; of vectors of two components the third component of it.
 *
 * @shape a, b [..., 3, ...] -> [..., 3, ...]; [..., 2, ...] -> [...]
 * @param axis - where the components are. Default the last
 */
export function cross(a: TensorLike, b: TensorLike, axis = -1): Tensor {
  const [x, y] = productOperands('cross', a, b).map((operand) => moveAxis(operand, axis, 0)) as [Tensor, Tensor]
  const [dimensions, other] = [x.shape[0], y.shape[0]]
  if (dimensions !== other || (dimensions !== 2 && dimensions !== 3)) {
    throw new ShapeError(
      `cross: expected 2 or 3 components in both along axis ${axis}, got ${dimensions} and ${other}; append a 0 to vectors of 2`,
    )
  }
  const part = (t: Tensor, i: number): Tensor => t.slice([i], { limits: [i + 1] }).squeeze(0)
  const component = (i: number, j: number): Tensor =>
    part(x, i)
      .mul(part(y, j))
      .sub(part(x, j).mul(part(y, i)))
  if (dimensions === 2) return component(0, 1)
  return moveAxis(stack([component(1, 2), component(2, 0), component(0, 1)]), 0, axis)
}

/** Each element of `a` replaced by its product with `b`. @shape [m, n], [p, q] -> [m * p, n * q] */
export function kron(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = productOperands('kron', a, b)
  const rank = Math.max(x.rank, y.rank)
  const lead = ({ shape }: Tensor): number[] => [...Array.from({ length: rank - shape.length }, () => 1), ...shape]
  const [left, right] = [lead(x), lead(y)]
  return x
    .reshape(left.flatMap((extent) => [extent, 1]))
    .mul(y.reshape(right.flatMap((extent) => [1, extent])))
    .reshape(left.map((extent, axis) => extent * right[axis]!))
}
