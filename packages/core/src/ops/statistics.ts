/** Averages, deviations and quantiles. */
import { toFloat } from '../dtype/promote.ts'
import { ArgumentError, ShapeError } from '../errors/errors.ts'
import { formatShape, normalizeAxes } from '../shape/shape.ts'
import { staticValue } from '../tensor/static-value.ts'
import { type ReduceOptions, type Tensor, type TensorLike, toTensor } from '../tensor/tensor.ts'
import { sort, stack, where } from './arrange.ts'
import { checkChoice } from './check-choice.ts'
import { isNaN } from './finite.ts'
import { floatOperand } from './float-operand.ts'
import { sliceAxis } from './rearrange.ts'
import { safeSqrt } from './safe-sqrt.ts'

/** Which axes: one, several, or all. */
export type Axes = number | readonly number[]

/**
 * Standard deviation, the root of the biased variance; the gradient where it is 0 is 0.
 *
 * @shape x [...] -> without `axes`, which keep extent 1 under `keepDims`
 */
export const std = (x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor =>
  safeSqrt(floatOperand('std', x).variance(axes, options))

/** Mean and biased variance. @shape x [...] -> each without `axes`, which keep extent 1 under `keepDims` */
export function moments(x: TensorLike, axes?: Axes, options?: ReduceOptions): { mean: Tensor; variance: Tensor } {
  const value = floatOperand('moments', x)
  return { mean: value.mean(axes, options), variance: value.variance(axes, options) }
}

/** The distance from the least to the greatest element. @shape x [...] -> without `axes`, which keep extent 1 under `keepDims` */
export function ptp(x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor {
  const value = toTensor('ptp', x)
  return value.max(axes, options).sub(value.min(axes, options))
}

/** Options of `average`. */
export interface AverageOptions {
  /** Of the shape of x, or a vector along the one axis. Default: all 1. */
  readonly weights?: TensorLike
}

/** Weighted mean: sum(x * weights) / sum(weights). @shape x [...] -> without `axes` */
export function average(x: TensorLike, axes?: Axes, { weights }: AverageOptions = {}): Tensor {
  const value = floatOperand('average', x)
  if (weights === undefined) return value.mean(axes)
  const given = floatOperand('average', weights)
  const shaped = formatShape(given.shape) === formatShape(value.shape) ? given : alongAxis(value, given, axes)
  const [factors, elements] = [shaped.broadcastTo(value.shape), value]
  return elements.mul(factors).sum(axes).div(factors.sum(axes))
}

function alongAxis(x: Tensor, weights: Tensor, axes: Axes | undefined): Tensor {
  const list = axes === undefined ? [] : normalizeAxes('average', axes, x.rank)
  if (list.length !== 1 || weights.rank !== 1 || weights.size !== x.shape[list[0]!]) {
    throw new ShapeError(
      `average: weights must have the shape of x, ${formatShape(x.shape)}, or be a vector along the one axis named, got ${formatShape(weights.shape)}`,
    )
  }
  return weights.reshape(x.shape.map((extent, axis) => (axis === list[0] ? extent : 1)))
}

/** The number of elements that are not 0, int32. @shape x [...] -> without `axes`, which keep extent 1 under `keepDims` */
export const countNonzero = (x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor =>
  toTensor('countNonzero', x).cast('bool').sum(axes, options)

/** How a quantile between two elements is made of them. */
export type QuantileMethod = 'linear' | 'lower' | 'higher' | 'nearest' | 'midpoint'

/** Options of `quantile`. */
export interface QuantileOptions extends ReduceOptions {
  /** Default `linear`. */
  readonly method?: QuantileMethod
}

/** Share of the upper neighbour, from the position between the two. */
const upperShare: Readonly<Record<QuantileMethod, (position: number) => number>> = {
  linear: (position) => position - Math.floor(position),
  lower: () => 0,
  higher: (position) => (Number.isInteger(position) ? 0 : 1),
  nearest: (position) => {
    const [below, rest] = [Math.floor(position), position - Math.floor(position)]
    if (rest === 0.5) return below % 2
    return rest > 0.5 ? 1 : 0
  },
  midpoint: (position) => (Number.isInteger(position) ? 0 : 0.5),
}

/** Reduced axes as one, the last. */
function gatherLast(x: Tensor, axes: readonly number[]): Tensor {
  const kept = [...x.shape.keys()].filter((axis) => !axes.includes(axis))
  const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1)
  return x.transpose([...kept, ...axes]).reshape([...kept.map((axis) => x.shape[axis]!), count])
}

/**
 * The element below which the share `q` of all lies; NaN if any is NaN.
 *
 * @shape x [...] -> without `axes`, which keep extent 1 under `keepDims`; with several q first an axis of them
 * @param q - from 0 to 1; of several the results stand along a new first axis
 * @param axes - default all
 * @throws ArgumentError when `q` is out of range or the method unknown; ShapeError over nothing
 * @example
 * ```ts
 * const [low, high] = unstack(quantile(x, [0.05, 0.95], 0))
 * ```
 */
export function quantile(x: TensorLike, q: number | readonly number[], axes?: Axes, options: QuantileOptions = {}): Tensor {
  return quantiles('quantile', x, q, axes, options)
}

/**
 * `quantile` of shares in percent.
 *
 * @shape x [...] -> without `axes`, which keep extent 1 under `keepDims`; with several q first an axis of them
 */
export function percentile(x: TensorLike, q: number | readonly number[], axes?: Axes, options: QuantileOptions = {}): Tensor {
  const shares = typeof q === 'number' ? q / 100 : q.map((percent) => percent / 100)
  return quantiles('percentile', x, shares, axes, options)
}

/**
 * The middle element, or the mean of the two in the middle; NaN if any is NaN.
 *
 * @shape x [...] -> without `axes`, which keep extent 1 under `keepDims`
 */
export const median = (x: TensorLike, axes?: Axes, options: ReduceOptions = {}): Tensor =>
  quantiles('median', x, 0.5, axes, options)

function quantiles(
  call: string,
  x: TensorLike,
  q: number | readonly number[],
  axes: Axes | undefined,
  { method = 'linear', keepDims = false }: QuantileOptions,
): Tensor {
  checkChoice(call, 'method', method, Object.keys(upperShare))
  const given = toTensor(call, x)
  const value = given.cast(toFloat(given.dtype))
  const list = normalizeAxes(call, axes, value.rank)
  const last = gatherLast(value, list)
  const count = last.shape.at(-1)!
  if (count === 0) throw new ShapeError(`${call}: axes ${formatShape(list)} of ${formatShape(value.shape)} are empty`)
  const sorted = sort(last)
  const hasNaN = isNaN(sliceAxis(sorted, sorted.rank - 1, count - 1, count).squeeze(-1))
  const shape = keepDims ? value.shape.map((n, axis) => (list.includes(axis) ? 1 : n)) : last.shape.slice(0, -1)
  const at = (share: number): Tensor => {
    if (!(share >= 0 && share <= 1)) throw new ArgumentError(`${call}: expected shares of the whole, got ${JSON.stringify(q)}`)
    return where(hasNaN, NaN, between(sorted, share * (count - 1), upperShare[method])).reshape(shape)
  }
  return typeof q === 'number' ? at(q) : stack(q.map(at))
}

/** Between two neighbours of sorted rows. */
function between(sorted: Tensor, position: number, share: (position: number) => number): Tensor {
  const [below, axis] = [Math.floor(position), sorted.rank - 1]
  const element = (index: number): Tensor => sliceAxis(sorted, axis, index, index + 1).squeeze(-1)
  const upper = share(position)
  if (upper === 0) return element(below)
  if (upper === 1) return element(below + 1)
  const [low, high] = [element(below), element(below + 1)]
  const distance = high.sub(low)
  // From the nearer one, as NumPy does: an infinite one stays what it is.
  return upper < 0.5 ? low.add(distance.mul(staticValue(upper))) : high.sub(distance.mul(staticValue(1 - upper)))
}
