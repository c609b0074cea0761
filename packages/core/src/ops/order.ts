/** Finds the greatest elements, and where numbers stand in an order. */
import { isFloat } from '../dtype/dtype.ts'
import { promote } from '../dtype/promote.ts'
import { ShapeError } from '../errors/errors.ts'
import { formatShape, normalizeAxis } from '../shape/shape.ts'
import { staticValue } from '../tensor/static-value.ts'
import { applyPrimitives, besides, type Tensor, type TensorLike, toTensor } from '../tensor/tensor.ts'
import { gather, takeAlongAxis, where } from './arrange.ts'
import { checkChoice, checkCount } from './check-choice.ts'
import { zeros } from './create.ts'
import { isNaN } from './finite.ts'
import { sliceAxis } from './rearrange.ts'

/** The greatest elements and where they stood. */
export interface TopK {
  /** In descending order. */
  readonly values: Tensor
  /** int32. */
  readonly indices: Tensor
}

/**
 * The `k` greatest elements along an axis, in descending order; of equal ones the first. NaN counts as least.
 *
 * @shape x [..., n, ...] -> values and indices [..., k, ...]
 * @throws ShapeError when there are fewer
 * @example
 * ```ts
 * const { indices } = topK(probabilities, 5)
 * ```
 */
export function topK(x: TensorLike, k: number, axis = -1): TopK {
  const value = toTensor('topK', x)
  const at = normalizeAxis('topK', axis, value.rank)
  checkCount('topK', 'k', k, 0)
  if (k > value.shape[at]!) {
    throw new ShapeError(`topK: axis ${at} of ${formatShape(value.shape)} has fewer than ${k} elements; lower k`)
  }
  const [values, indices] = applyPrimitives('sort', [value], { axis: at, descending: true }, 'topK') as [Tensor, Tensor]
  return { values: sliceAxis(values, at, 0, k), indices: sliceAxis(indices, at, 0, k) }
}

/**
 * Whether the element that `targets` names is among the `k` greatest of its row, bool. Elements equal to it do not count against it;
 * a row whose named element is not finite does not have it.
 *
 * @shape targets [...batch], predictions [...batch, classes] -> [...batch]
 */
export function inTopK(targets: TensorLike, predictions: TensorLike, k: number): Tensor {
  const [named, scores] = [toTensor('inTopK', targets).cast('int32'), toTensor('inTopK', predictions)]
  checkCount('inTopK', 'k', k)
  const target = takeAlongAxis(scores, named.expandDims(-1))
  const classes = scores.shape.at(-1)!
  const inRange = named.greaterEqual(0).logicalAnd(named.less(staticValue(classes)))
  const greater = scores.greater(target).sum(-1)
  const finite = target.squeeze(-1).abs().less(staticValue(Infinity))
  return greater.less(staticValue(k)).logicalAnd(finite).logicalAnd(inRange)
}

/** Options of `searchSorted`. */
export interface SearchOptions {
  /** Of equal elements, before the first (`left`, the default) or behind the last (`right`). */
  readonly side?: 'left' | 'right'
}

/** Whether `a` stands before `b`; NaN stands last. */
function standsBefore(a: Tensor, b: Tensor, side: 'left' | 'right'): Tensor {
  const before = side === 'left' ? a.less(b) : a.lessEqual(b)
  if (!isFloat(a.dtype)) return before
  return before.logicalOr(side === 'left' ? isNaN(b).logicalAnd(isNaN(a).logicalNot()) : isNaN(b))
}

/**
 * Where values would have to be put into a sorted vector to keep it sorted, int32.
 *
 * @shape sorted [n], values [...] -> [...]
 */
export function searchSorted(sorted: TensorLike, values: TensorLike, { side = 'left' }: SearchOptions = {}): Tensor {
  checkChoice('searchSorted', 'side', side, ['left', 'right'])
  return search('searchSorted', sorted, values, side)
}

function search(call: string, sorted: TensorLike, values: TensorLike, side: 'left' | 'right'): Tensor {
  const [given, wanted] = [toTensor(call, sorted), toTensor(call, values)]
  if (given.rank !== 1) throw new ShapeError(`${call}: expected a sorted vector, got shape ${formatShape(given.shape)}`)
  const dtype = promote(given.dtype, wanted.dtype)
  const [list, value] = [given.cast(dtype), wanted.cast(dtype)]
  const length = list.size
  return besides([list, value], () => {
    // Binary search by powers of two: as many elements as possible that stand before the value.
    let count = zeros(value.shape, 'int32')
    for (let step = 2 ** Math.floor(Math.log2(Math.max(1, length))); step >= 1; step /= 2) {
      const longer = count.add(staticValue(step))
      const last = gather(list, longer.sub(1))
      const fits = longer.lessEqual(staticValue(length)).logicalAnd(standsBefore(last, value, side))
      count = where(fits, longer, count)
    }
    return count
  })
}

/** Options of `digitize`. */
export interface DigitizeOptions {
  /** Whether a bin includes its upper end instead of its lower. Default false. */
  readonly right?: boolean
}

/**
 * The bin of each value, int32: 0 below the first of the increasing `edges`, as many as there are edges above the last.
 *
 * @shape x [...], edges [n] -> the shape of x
 */
export const digitize = (x: TensorLike, edges: TensorLike, { right = false }: DigitizeOptions = {}): Tensor =>
  search('digitize', edges, x, right ? 'left' : 'right')

/**
 * Positions for every axis of a tensor of `shape`, from positions in the row-major order of its elements; int32.
 *
 * @shape indices [...] -> the same, one tensor per axis of `shape`
 */
export function unravelIndex(indices: TensorLike, shape: readonly number[]): Tensor[] {
  let rest = toTensor('unravelIndex', indices).cast('int32')
  const positions: Tensor[] = []
  for (const extent of [...shape].reverse()) {
    const divisor = staticValue(extent)
    positions.unshift(rest.mod(divisor))
    rest = rest.floorDiv(divisor)
  }
  return positions
}
