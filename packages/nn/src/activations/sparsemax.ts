/** A softmax that gives many exact zeros. */
import { iota, sort, type Tensor, toFloat, where } from '@neurite/core'

/**
 * The threshold that all elements of a row are lowered by: it makes what stays positive sum to 1. It hangs on which elements these
 * are, so no gradient flows through.
 */
function thresholdOf(x: Tensor): Tensor {
  const sorted = sort(x.stopGradient(), -1, { descending: true })
  const ranks = iota(sorted.shape, -1).add(1).cast(x.dtype)
  const excess = sorted.cumSum().sub(1)
  // Elements count as long as they lie above the threshold that they and the greater ones make.
  const count = sorted.mul(ranks).greater(excess).cast('int32').sum(-1, { keepDims: true })
  const last = ranks.cast('int32').equal(count)
  return where(last, excess, 0).sum(-1, { keepDims: true }).div(count.cast(x.dtype))
}

/**
 * The point of the probability simplex that is nearest to x, along an axis.
 *
 * @shape x [...] -> the same
 * @source Martins & Astudillo 2016, algorithm 1
 */
export function sparsemax(x: Tensor, axis = -1): Tensor {
  const at = axis < 0 ? axis + x.rank : axis
  const toLast = [...x.shape.keys()].filter((a) => a !== at).concat(at)
  const rows = x.cast(toFloat(x.dtype)).transpose(toLast)
  // Sums of great numbers would lose the 1.
  const shifted = rows.sub(rows.max(-1, { keepDims: true }).stopGradient())
  // "Not below", so that NaN stays NaN.
  const isSupport = shifted.lessEqual(thresholdOf(shifted)).logicalNot()
  const size = isSupport.cast(shifted.dtype).sum(-1, { keepDims: true })
  const threshold = where(isSupport, shifted, 0).sum(-1, { keepDims: true }).sub(1).div(size)
  return where(isSupport, shifted.sub(threshold), 0).transpose(toLast.map((_, a) => toLast.indexOf(a)))
}
