/** Reductions that leave NaN out. */
import { staticValue } from '../tensor/static-value.ts'
import { type CumulativeOptions, type ReduceOptions, type Tensor, type TensorLike, toTensor } from '../tensor/tensor.ts'
import { where } from './arrange.ts'
import { isNaN } from './finite.ts'
import { isFloat } from '../dtype/dtype.ts'
import { floatOperand } from './float-operand.ts'
import { safeSqrt } from './safe-sqrt.ts'
import type { Axes } from './statistics.ts'

/** NaN replaced; integers hold none. */
function withoutNaN(call: string, x: TensorLike, replacement: number): Tensor {
  const value = toTensor(call, x)
  return isFloat(value.dtype) ? where(isNaN(value), staticValue(replacement), value) : value
}

/** Sum of what is not NaN. @shape x [...] -> without `axes`, which keep extent 1 under `keepDims` */
export const nanSum = (x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor =>
  withoutNaN('nanSum', x, 0).sum(axes, options)

/** Product of what is not NaN. @shape x [...] -> without `axes`, which keep extent 1 under `keepDims` */
export const nanProd = (x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor =>
  withoutNaN('nanProd', x, 1).prod(axes, options)

/** Running sums of what is not NaN. @shape x [...] -> the same */
export const nanCumSum = (x: TensorLike, axis = -1, options?: CumulativeOptions): Tensor =>
  withoutNaN('nanCumSum', x, 0).cumSum(axis, options)

/** NaN where a reduction saw nothing else. */
const orNaN = (x: Tensor, axes: Axes | undefined, options: ReduceOptions | undefined, reduced: Tensor): Tensor =>
  isFloat(x.dtype) ? where(isNaN(x).all(axes, options), NaN, reduced) : reduced

/**
 * The greatest element that is not NaN; NaN if all are.
 *
 * @shape x [...] -> without `axes`, which keep extent 1 under `keepDims`
 */
export function nanMax(x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor {
  const value = toTensor('nanMax', x)
  return orNaN(value, axes, options, withoutNaN('nanMax', value, -Infinity).max(axes, options))
}

/** The least element that is not NaN; NaN if all are. @shape x [...] -> without `axes`, which keep extent 1 under `keepDims` */
export function nanMin(x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor {
  const value = toTensor('nanMin', x)
  return orNaN(value, axes, options, withoutNaN('nanMin', value, Infinity).min(axes, options))
}

/**
 * int32 position of the first greatest element that is not NaN along `axis`; of nothing else, 0.
 *
 * @shape x [..., n, ...] -> [...], without `axis`
 */
export const nanArgMax = (x: TensorLike, axis = -1): Tensor => withoutNaN('nanArgMax', x, -Infinity).argMax(axis)

/**
 * int32 position of the first least element that is not NaN along `axis`; of nothing else, 0.
 *
 * @shape x [..., n, ...] -> [...], without `axis`
 */
export const nanArgMin = (x: TensorLike, axis = -1): Tensor => withoutNaN('nanArgMin', x, Infinity).argMin(axis)

/** Mean of what is not NaN; NaN over nothing. @shape x [...] -> without `axes`, which keep extent 1 under `keepDims` */
export function nanMean(x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor {
  const value = floatOperand('nanMean', x)
  const count = isNaN(value).logicalNot().cast(value.dtype).sum(axes, options)
  return where(isNaN(value), 0, value).sum(axes, options).div(count)
}

/**
 * Biased variance of what is not NaN; NaN over nothing.
 *
 * @shape x [...] -> without `axes`, which keep extent 1 under `keepDims`
 */
export function nanVar(x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor {
  const value = floatOperand('nanVar', x)
  const isMissing = isNaN(value)
  const distance = where(isMissing, 0, value.sub(nanMean(value, axes, { keepDims: true })))
  return distance.square().sum(axes, options).div(isMissing.logicalNot().cast(value.dtype).sum(axes, options))
}

/**
 * Standard deviation of what is not NaN; NaN over nothing.
 *
 * @shape x [...] -> without `axes`, which keep extent 1 under `keepDims`
 */
export const nanStd = (x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor => safeSqrt(nanVar(x, axes, options))
