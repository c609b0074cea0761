/** Counts how often numbers occur. */
import { isInteger } from '../dtype/dtype.ts'
import { DTypeError, ShapeError } from '../errors/errors.ts'
import { formatShape, sameShape } from '../shape/shape.ts'
import { staticValue } from '../tensor/static-value.ts'
import { besides, type Tensor, type TensorLike, toTensor } from '../tensor/tensor.ts'
import { atLeast1d } from './axes.ts'
import { concat, scatterAdd, where } from './arrange.ts'
import { checkCount } from './check-choice.ts'
import { full, iota, onesLike, zeros } from './create.ts'
import { floatOperand } from './float-operand.ts'
import { searchSorted } from './order.ts'

/** Options of `bincount`. */
export interface BincountOptions {
  /** What each element counts; of the shape of x. Default 1 each. */
  readonly weights?: TensorLike
}

/**
 * How often each of the numbers 0 to `length - 1` occurs; others are left out. int32, or the dtype of the weights.
 *
 * @shape x [...batch, n] -> [...batch, length]
 */
export function bincount(x: TensorLike, length: number, { weights }: BincountOptions = {}): Tensor {
  const value = toTensor('bincount', x)
  checkCount('bincount', 'length', length, 0)
  if (value.rank === 0) throw new ShapeError('bincount: expected at least one axis, got a scalar')
  if (x === value && !isInteger(value.dtype)) {
    throw new DTypeError(`bincount: expected integers, got ${value.dtype}; cast them to int32`)
  }
  const positions = value.cast('int32')
  const counted = weights === undefined ? onesLike(positions) : toTensor('bincount', weights)
  if (!sameShape(counted.shape, value.shape)) {
    throw new ShapeError(
      `bincount: weights must have the shape of x, ${formatShape(value.shape)}, got ${formatShape(counted.shape)}`,
    )
  }
  const batchDims = value.rank - 1
  return besides([positions, counted], () =>
    scatterAdd(zeros([...value.shape.slice(0, -1), length], counted.dtype), positions, counted, batchDims, { batchDims }),
  )
}

/** Options of `histogram`. */
export interface HistogramOptions {
  /** How many bins of one width. Default 10. */
  readonly bins?: number
  /** From and to. Default: the least and the greatest element. */
  readonly range?: readonly [number, number]
}

/** Counts per bin, and where the bins begin and end. */
export interface Histogram {
  /** int32 [bins] */
  readonly counts: Tensor
  /** [bins + 1] */
  readonly edges: Tensor
}

/**
 * How many elements lie in each of some bins of one width; the last bin includes its end.
 *
 * @shape x [...] -> counts [bins], edges [bins + 1]
 */
export function histogram(x: TensorLike, { bins = 10, range }: HistogramOptions = {}): Histogram {
  checkCount('histogram', 'bins', bins)
  const value = floatOperand('histogram', x).flatten()
  return besides([value], () => {
    const [low, high] = range ? range.map((limit) => full([], limit, value.dtype)) : [value.min(), value.max()]
    const isPoint = low!.equal(high!)
    const start = where(isPoint, low!.sub(0.5), low!)
    const end = where(isPoint, high!.add(0.5), high!)
    const shares = iota([bins], 0).cast(value.dtype).div(staticValue(bins))
    const edges = concat([start.add(shares.mul(end.sub(start))), atLeast1d(end)])
    const bin = searchSorted(edges, value, { side: 'right' }).sub(1)
    const last = staticValue(bins - 1)
    const inRange = value.greaterEqual(start).logicalAnd(value.lessEqual(end))
    const position = where(inRange, bin.minimum(last), -1)
    return { counts: bincount(position, bins), edges }
  })
}
