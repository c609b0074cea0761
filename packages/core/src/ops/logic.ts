/** Truth and equality of whole tensors. */
import { ArgumentError } from '../errors/errors.ts'
import { sameShape } from '../shape/shape.ts'
import { staticValue } from '../tensor/static-value.ts'
import { type Tensor, type TensorLike, toTensor } from '../tensor/tensor.ts'
import { where } from './arrange.ts'
import { full } from './create.ts'
import { isFinite, isNaN } from './finite.ts'
import { floatOperands } from './float-operand.ts'

/** Whether exactly one of the two is true (not 0). @shape a, b [...], which broadcast -> their common shape */
export const logicalXor = (a: TensorLike, b: TensorLike): Tensor =>
  toTensor('logicalXor', a).cast('bool').notEqual(toTensor('logicalXor', b).cast('bool'))

/** How near two numbers have to be. */
export interface ClosenessOptions {
  /** Relative to the second number. Default 1e-5. */
  readonly relative?: number
  /** Default 1e-8. */
  readonly absolute?: number
  /** NaN is close to NaN. Default false. */
  readonly equalNaN?: boolean
}

/**
 * Whether |a - b| <= absolute + relative * |b|, bool; infinities are close to themselves.
 *
 * @shape a, b [...], which broadcast -> their common shape
 */
export function isClose(a: TensorLike, b: TensorLike, options: ClosenessOptions = {}): Tensor {
  const { relative = 1e-5, absolute = 1e-8, equalNaN = false } = options
  const [x, y] = floatOperands('isClose', a, b)
  const near = x.sub(y).abs().lessEqual(y.abs().mul(relative).add(absolute)).logicalAnd(isFinite(y))
  const close = near.logicalOr(x.equal(y))
  return equalNaN ? close.logicalOr(isNaN(x).logicalAnd(isNaN(y))) : close
}

/** Whether all elements are close, a bool scalar; see `isClose`. @shape a, b [...], which broadcast -> [] */
export const allClose = (a: TensorLike, b: TensorLike, options?: ClosenessOptions): Tensor => isClose(a, b, options).all()

/** Whether two tensors have one shape and equal elements, a bool scalar. @shape a, b [...] -> [] */
export function arrayEqual(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = [toTensor('arrayEqual', a), toTensor('arrayEqual', b)]
  return sameShape(x.shape, y.shape) ? x.equal(y).all() : full([], 0, 'bool')
}

/**
 * Whether each element of `x` is among the elements of `candidates`, bool.
 *
 * @shape x [...], candidates of any shape -> the shape of x
 */
export function isIn(x: TensorLike, candidates: TensorLike): Tensor {
  const value = toTensor('isIn', x)
  return value.expandDims(-1).equal(toTensor('isIn', candidates).flatten()).any(-1)
}

/**
 * For each position the choice whose condition is the first that holds.
 *
 * @shape conditions, choices and fallback [...], which broadcast -> their common shape
 * @param fallback - where none does. Default 0
 * @example
 * ```ts
 * const steps = select([x.less(0), x.less(1)], [-1, x])
 * ```
 */
export function select(conditions: readonly TensorLike[], choices: readonly TensorLike[], fallback: TensorLike = 0): Tensor {
  if (conditions.length !== choices.length || conditions.length === 0) {
    throw new ArgumentError(`select: expected as many choices as conditions, got ${choices.length} and ${conditions.length}`)
  }
  return conditions.reduceRight<TensorLike>(
    (rest, condition, index) => where(condition, choices[index]!, rest),
    typeof fallback === 'number' ? staticValue(fallback) : fallback,
  ) as Tensor
}
