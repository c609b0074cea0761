/** Running products, extremes and sums along an axis, and differences between neighbours. */
import { isFloat } from '../dtype/dtype.ts'
import { normalizeAxis } from '../shape/shape.ts'
import { staticValue } from '../tensor/static-value.ts'
import { applyPrimitive, type CumulativeOptions, type Tensor, type TensorLike, toTensor } from '../tensor/tensor.ts'
import { pad } from './arrange.ts'
import { bitwiseNot } from './bits.ts'
import { bringCumulative } from './bring-cumulative.ts'
import { checkCount } from './check-choice.ts'
import { logAddExp } from './exponents.ts'
import { floatOperand } from './float-operand.ts'
import { sliceAxis } from './rearrange.ts'

function cumulate(primitive: 'cumProd' | 'cumMax', call: string, x: Tensor, axis: number, options: CumulativeOptions): Tensor {
  const { reverse = false, exclusive = false } = options
  bringCumulative()
  return applyPrimitive(primitive, [x], { axis: normalizeAxis(call, axis, x.rank), reverse, exclusive }, call)
}

/** Running products along `axis`. @shape x [...] -> the same */
export const cumProd = (x: TensorLike, axis = -1, options: CumulativeOptions = {}): Tensor =>
  cumulate('cumProd', 'cumProd', toTensor('cumProd', x), axis, options)

/** The greatest so far along `axis`; NaN from the first one on. @shape x [...] -> the same */
export const cumMax = (x: TensorLike, axis = -1, options: CumulativeOptions = {}): Tensor =>
  cumulate('cumMax', 'cumMax', toTensor('cumMax', x), axis, options)

/** The least so far along `axis`; NaN from the first one on. @shape x [...] -> the same */
export function cumMin(x: TensorLike, axis = -1, options: CumulativeOptions = {}): Tensor {
  const value = toTensor('cumMin', x)
  // Turning all bits round reverses the order of integers, without the overflow that neg has.
  const reversed = (t: Tensor): Tensor => (isFloat(t.dtype) ? t.neg() : bitwiseNot(t))
  return reversed(cumulate('cumMax', 'cumMin', reversed(value), axis, options))
}

/**
 * log(sum(exp(x))) of the elements so far along `axis`, without overflow or loss of the small ones.
 *
 * Sums of one, two, four, ... elements: log2(n) steps over the whole axis.
 *
 * @shape x [...] -> the same
 */
export function logCumSumExp(x: TensorLike, axis = -1, { reverse = false }: { readonly reverse?: boolean } = {}): Tensor {
  const given = floatOperand('logCumSumExp', x)
  const at = normalizeAxis('logCumSumExp', axis, given.rank)
  const extent = given.shape[at]!
  let sums = reverse ? given.flip(at) : given
  for (let step = 1; step < extent; step *= 2) {
    const moved = pad(
      sliceAxis(sums, at, 0, extent - step),
      sums.shape.map((_, a) => [a === at ? step : 0, 0] as const),
      { value: -Infinity },
    )
    sums = logAddExp(sums, moved)
  }
  return reverse ? sums.flip(at) : sums
}

/**
 * Differences between neighbours along `axis`, `order` times over; truth values differ or do not.
 *
 * @shape x [..., n, ...] -> [..., max(0, n - order), ...]
 */
export function diff(x: TensorLike, axis = -1, { order = 1 }: { readonly order?: number } = {}): Tensor {
  const value = toTensor('diff', x)
  checkCount('diff', 'order', order, 0)
  const at = normalizeAxis('diff', axis, value.rank)
  return Array.from({ length: order }).reduce<Tensor>((t) => {
    const extent = t.shape[at]!
    const [later, earlier] = [sliceAxis(t, at, Math.min(1, extent), extent), sliceAxis(t, at, 0, Math.max(0, extent - 1))]
    return t.dtype === 'bool' ? later.notEqual(earlier) : later.sub(earlier)
  }, value)
}

/** Where the samples of `trapezoid` stand. */
export interface TrapezoidOptions {
  /** Positions along the axis. Default: evenly spaced. */
  readonly x?: TensorLike
  /** Distance of evenly spaced samples. Default 1. */
  readonly dx?: number
  /** Default the last. */
  readonly axis?: number
}

/**
 * The integral of samples by the trapezoidal rule; the axis vanishes.
 *
 * @shape y [..., n, ...], x [n] or the shape of y -> [...], without `axis`
 */
export function trapezoid(y: TensorLike, { x, dx = 1, axis = -1 }: TrapezoidOptions = {}): Tensor {
  const value = floatOperand('trapezoid', y)
  const at = normalizeAxis('trapezoid', axis, value.rank)
  const extent = value.shape[at]!
  const pairs = sliceAxis(value, at, Math.min(1, extent), extent).add(sliceAxis(value, at, 0, Math.max(0, extent - 1)))
  const areas = pairs.mul(staticValue(0.5))
  if (x === undefined) return areas.sum(at).mul(dx)
  const widths = diff(floatOperand('trapezoid', x))
  const shaped = widths.rank === 1 ? widths.reshape(areas.shape.map((n, a) => (a === at ? n : 1))) : widths
  return areas.mul(shaped).sum(at)
}
