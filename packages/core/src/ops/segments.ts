/** Reductions over groups of rows that share an id. */
import { integerRange, isFloat } from '../dtype/dtype.ts'
import { ShapeError } from '../errors/errors.ts'
import { formatShape } from '../shape/shape.ts'
import { staticValue } from '../tensor/static-value.ts'
import { applyPrimitives, besides, type Tensor, type TensorLike, toTensor } from '../tensor/tensor.ts'
import { gather, pad, scatterAdd, where } from './arrange.ts'
import { checkCount } from './check-choice.ts'
import { bitwiseNot } from './bits.ts'
import { customGradient } from './custom-gradient.ts'
import { range, zeros } from './create.ts'
import { searchSorted } from './order.ts'
import { sliceAxis } from './rearrange.ts'

function segmentOperands(call: string, data: TensorLike, ids: TensorLike, count: number): [Tensor, Tensor] {
  const [value, segments] = [toTensor(call, data), toTensor(call, ids).cast('int32')]
  checkCount(call, 'segments', count, 0)
  if (segments.rank !== 1 || value.rank < 1 || segments.shape[0] !== value.shape[0]) {
    throw new ShapeError(
      `${call}: expected one id per row, got data ${formatShape(value.shape)} and ids ${formatShape(segments.shape)}`,
    )
  }
  return [value, segments]
}

/**
 * The sum of the rows of each segment, 0 where there are none.
 *
 * @param ids - int32 [n], the segment of each row, in any order; others than 0 to `segments - 1` are left out
 * @param segments - how many segments there are
 * @shape data [n, ...], ids [n] -> [segments, ...]
 */
export function segmentSum(data: TensorLike, ids: TensorLike, segments: number): Tensor {
  const [value, segment] = segmentOperands('segmentSum', data, ids, segments)
  return sumRows(value, segment, segments)
}

const sumRows = (value: Tensor, ids: Tensor, segments: number): Tensor =>
  besides([value, ids], () => scatterAdd(zeros([segments, ...value.shape.slice(1)], value.dtype), ids, value))

/**
 * The mean of the rows of each segment, NaN where there are none; see `segmentSum`.
 *
 * @shape data [n, ...], ids [n] -> [segments, ...]
 */
export function segmentMean(data: TensorLike, ids: TensorLike, segments: number): Tensor {
  const [value, segment] = segmentOperands('segmentMean', data, ids, segments)
  const ones = besides([value], () => zeros([value.shape[0]!], value.dtype).add(1))
  const counts = sumRows(ones, segment, segments)
  return sumRows(value, segment, segments).div(counts.reshape([segments, ...value.shape.slice(1).map(() => 1)]))
}

/** The least number of a dtype. */
const leastOf = (x: Tensor): number => integerRange(x.dtype)?.[0] ?? -Infinity

/** Rows broadcast along what follows their axis. */
const asRows = (flags: Tensor, x: Tensor): Tensor => flags.reshape([flags.size, ...x.shape.slice(1).map(() => 1)])

/** Sorted by id, then the greatest of one, two, four, ... rows of one segment: the last row of a segment has its greatest. */
function greatestRows(value: Tensor, ids: Tensor, segments: number): Tensor {
  const rows = value.shape[0]!
  const [sorted, order] = applyPrimitives('sort', [ids], { axis: 0, descending: false }) as [Tensor, Tensor]
  let greatest = gather(value, order)
  for (let step = 1; step < rows; step *= 2) {
    const earlier = pad(
      sliceAxis(greatest, 0, 0, rows - step),
      greatest.shape.map((_, axis) => [axis === 0 ? step : 0, 0] as const),
    )
    const same = pad(sliceAxis(sorted, 0, 0, rows - step), [[step, 0]], { value: -1 })
      .equal(sorted)
      .logicalAnd(range(rows).greaterEqual(staticValue(step)))
    greatest = where(asRows(same, greatest), greatest.maximum(earlier), greatest)
  }
  const segment = range(segments)
  const end = searchSorted(sorted, segment, { side: 'right' })
  const isEmpty = end.equal(searchSorted(sorted, segment))
  const last = gather(greatest, end.sub(1))
  return where(asRows(isEmpty, last), staticValue(leastOf(value)), last).cast(value.dtype)
}

/** The greatest rows; ties share the gradient evenly. */
const greatestWithGradient = (segments: number) =>
  customGradient(
    (value: Tensor, ids: Tensor) => greatestRows(value, ids, segments),
    ({ operands: [value, ids], result, cotangent }) => {
      if (!isFloat(value.dtype)) return [undefined, undefined]
      const isGreatest = value.equal(gather(result, ids)).cast(value.dtype)
      const count = sumRows(isGreatest, ids, segments)
      return [isGreatest.mul(gather(cotangent.div(count.maximum(1)), ids)), undefined]
    },
    { name: 'segmentMax' },
  )

/**
 * The greatest of the rows of each segment, elementwise; the least number of the dtype where there are none; see `segmentSum`.
 *
 * @shape data [n, ...], ids [n] -> [segments, ...]
 */
export function segmentMax(data: TensorLike, ids: TensorLike, segments: number): Tensor {
  const [value, segment] = segmentOperands('segmentMax', data, ids, segments)
  return besides([value, segment], () => greatestWithGradient(segments)(value, segment))
}

/**
 * The least of the rows of each segment, elementwise; the greatest number of the dtype where there are none; see `segmentSum`.
 *
 * @shape data [n, ...], ids [n] -> [segments, ...]
 */
export function segmentMin(data: TensorLike, ids: TensorLike, segments: number): Tensor {
  const [value, segment] = segmentOperands('segmentMin', data, ids, segments)
  const reversed = (t: Tensor): Tensor => (isFloat(t.dtype) ? t.neg() : bitwiseNot(t))
  return besides([value, segment], () => reversed(greatestWithGradient(segments)(reversed(value), segment)))
}
