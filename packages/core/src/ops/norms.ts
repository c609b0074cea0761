/** Lengths of vectors and matrices, and limits on them. */
import { ArgumentError, ShapeError } from '../errors/errors.ts'
import { formatShape, normalizeAxes, normalizeAxis } from '../shape/shape.ts'
import { staticValue } from '../tensor/static-value.ts'
import { alignOperands, applyPrimitive, type ReduceOptions, type Tensor, type TensorLike } from '../tensor/tensor.ts'
import { where } from './arrange.ts'
import { floatOperand } from './float-operand.ts'
import { safeSqrt } from './safe-sqrt.ts'
import type { Axes } from './statistics.ts'

/** Options of `norm`. */
export interface NormOptions extends ReduceOptions {
  /**
   * Of vectors: any number p for (sum |x|^p)^(1/p), ±Infinity for the extremes, 0 to count what is not 0. Of matrices (two axes): 1 and
   * ±Infinity for sums of columns and rows, `fro`. Default: the root of the sum of squares.
   */
  readonly order?: number | 'fro'
}

/** Euclidean length over axes; the gradient at 0 is 0. */
const euclidean = (x: Tensor, axes: readonly number[], options: ReduceOptions): Tensor => safeSqrt(x.square().sum(axes, options))

/** The p-norm; the gradient at 0 is 0. */
function powerNorm(x: Tensor, order: number, axes: readonly number[], options: ReduceOptions): Tensor {
  const sum = x.abs().pow(staticValue(order)).sum(axes, options)
  const isZero = sum.equal(0)
  return where(isZero, 0, where(isZero, 1, sum).pow(staticValue(1 / order)))
}

function vectorNorm(x: Tensor, order: number, axes: readonly number[], options: ReduceOptions): Tensor {
  if (order === 2) return euclidean(x, axes, options)
  if (order === 1) return x.abs().sum(axes, options)
  if (order === Infinity) return x.abs().max(axes, options)
  if (order === -Infinity) return x.abs().min(axes, options)
  if (order === 0) return x.notEqual(0).cast(x.dtype).sum(axes, options)
  return powerNorm(x, order, axes, options)
}

function matrixNorm(x: Tensor, order: number, [rows, columns]: readonly [number, number], options: ReduceOptions): Tensor {
  const summed = Math.abs(order) === 1 ? rows : columns
  const other = summed === rows ? columns : rows
  const sums = x.abs().sum(summed, { keepDims: true })
  const extreme = order > 0 ? sums.max(other, { keepDims: true }) : sums.min(other, { keepDims: true })
  return options.keepDims ? extreme : extreme.squeeze([rows, columns])
}

/**
 * The length of vectors (one axis, or all) or a norm of matrices (two axes and an order).
 *
 * @shape x [...] -> without `axes`, which keep extent 1 under `keepDims`
 * @throws ArgumentError for orders of matrices that need singular values
 * @example
 * ```ts
 * const lengths = norm(embeddings, -1, { keepDims: true })
 * ```
 */
export function norm(x: TensorLike, axes?: Axes, { order, ...options }: NormOptions = {}): Tensor {
  const value = floatOperand('norm', x)
  const list = normalizeAxes('norm', axes, value.rank)
  if (order === undefined || (order === 'fro' && list.length === 2)) return euclidean(value, list, options)
  if (typeof order !== 'number') {
    throw new ArgumentError(`norm: order "${order}" needs two axes (and the only name is "fro"), got ${formatShape(list)}`)
  }
  if (axes === undefined || list.length === 1) return vectorNorm(value, order, list, options)
  // Axes as given: the first are the rows.
  const [rows, columns, ...rest] = (axes as readonly number[]).map((axis) => normalizeAxis('norm', axis, value.rank))
  if (rows === undefined || columns === undefined || rest.length > 0) {
    throw new ShapeError(`norm: expected one axis or two, got ${formatShape(list)}`)
  }
  if (Math.abs(order) !== 1 && Math.abs(order) !== Infinity) {
    throw new ArgumentError(`norm: order ${order} of matrices is not known; use 1, -1, Infinity, -Infinity or "fro"`)
  }
  return matrixNorm(value, order, [rows, columns], options)
}

/** Half precision squares overflow and vanish: lengths are taken in single precision. */
const inSingle = (x: Tensor, fn: (x: Tensor) => Tensor): Tensor =>
  x.dtype === 'float16' ? fn(x.cast('float32')).cast('float16') : fn(x)

/** Options of `l2Normalize`. */
export interface NormalizeOptions {
  /** Vectors shorter than this are divided by it instead. Default 1e-12. */
  readonly epsilon?: number
}

/** Vectors along axes (default the last) divided by their length. @shape x [...] -> the same */
export function l2Normalize(x: TensorLike, axes: Axes = -1, { epsilon = 1e-12 }: NormalizeOptions = {}): Tensor {
  return inSingle(floatOperand('l2Normalize', x), (value) => {
    const squares = value.square().sum(axes, { keepDims: true })
    return value.mul(squares.maximum(staticValue(epsilon ** 2)).rsqrt())
  })
}

function checkLimit(call: string, limit: number): void {
  if (!(limit > 0)) throw new ArgumentError(`${call}: the greatest length must be positive, got ${limit}`)
}

/** What a vector of this length is multiplied with to be no longer than `limit`: exactly 1 where it is not. */
const shrinkTo = (limit: number, length: Tensor): Tensor =>
  applyPrimitive('div', alignOperands('clipByNorm', limit, length.maximum(limit)), {}, 'clipByNorm')

/** Vectors over axes (default the whole tensor), those longer than `limit` shortened to it. @shape x [...] -> the same */
export function clipByNorm(x: TensorLike, limit: number, axes?: Axes): Tensor {
  checkLimit('clipByNorm', limit)
  return inSingle(floatOperand('clipByNorm', x), (value) => {
    const length = norm(value, axes, { keepDims: true })
    return value.mul(shrinkTo(limit, length))
  })
}

/** The Euclidean length of all elements of some tensors together, float32 at least. @shape tensors of any shapes -> [] */
export function globalNorm(tensors: readonly Tensor[]): Tensor {
  if (tensors.length === 0) throw new ArgumentError('globalNorm: expected at least one tensor, got none')
  const squares = tensors.map((x) => (x.dtype === 'float16' ? x.cast('float32') : x).square().sum())
  return safeSqrt(squares.reduce((sum, square) => sum.add(square)))
}

/**
 * Tensors scaled together so that all of their elements have at most the Euclidean length `limit`. Where the length is not finite
 * all become NaN, so that it does not go unnoticed.
 *
 * @shape tensors of any shapes -> the same
 */
export function clipByGlobalNorm(tensors: readonly Tensor[], limit: number): Tensor[] {
  checkLimit('clipByGlobalNorm', limit)
  if (tensors.length === 0) return []
  const length = globalNorm(tensors)
  const scale = shrinkTo(limit, length).add(length.sub(length))
  return tensors.map((x) => x.mul(scale.cast(x.dtype)))
}
