/** Piecewise linear functions, and filters over a vector of samples. */
import { ShapeError } from '../errors/errors.ts'
import { formatShape } from '../shape/shape.ts'
import { staticValue } from '../tensor/static-value.ts'
import { besides, type Tensor, type TensorLike } from '../tensor/tensor.ts'
import { gather, where } from './arrange.ts'
import { checkChoice } from './check-choice.ts'
import { conv } from './convolution.ts'
import { floatOperand, floatOperands } from './float-operand.ts'
import { searchSorted } from './order.ts'

/**
 * A piecewise linear function through points, at `x`; constant beyond the first and the last point.
 *
 * @param xs - increasing positions of the points
 * @param ys - values at the points
 * @shape x [...], xs [n], ys [n] -> [...]
 */
export function interp(x: TensorLike, xs: TensorLike, ys: TensorLike): Tensor {
  const [positions, values] = floatOperands('interp', xs, ys)
  const at = floatOperand('interp', x).cast(positions.dtype)
  if (positions.rank !== 1 || positions.size === 0) {
    throw new ShapeError(`interp: expected vectors with at least one point, got shape ${formatShape(positions.shape)}`)
  }
  const last = positions.size - 1
  const inside = at.maximum(positions.min()).minimum(positions.max())
  const upper = searchSorted(positions, inside, { side: 'right' }).minimum(staticValue(last)).maximum(Math.min(1, last))
  const lower = upper.sub(1).maximum(0)
  return besides([at, positions], () => {
    const [x0, x1] = [gather(positions, lower), gather(positions, upper)]
    const [y0, y1] = [gather(values, lower), gather(values, upper)]
    const width = x1.sub(x0)
    const isPoint = width.equal(0)
    const share = where(isPoint, 0, inside.sub(x0).div(where(isPoint, 1, width)))
    return y0.add(y1.sub(y0).mul(share))
  })
}

/** How much of a filtered vector is kept: all places where the two meet, as many as the longer has, or those where they overlap whole. */
export type FilterMode = 'full' | 'same' | 'valid'

/** Both vectors, the longer first. */
function vectors(call: string, a: TensorLike, b: TensorLike): { longer: Tensor; shorter: Tensor; isSwapped: boolean } {
  const [x, y] = [floatOperand(call, a), floatOperand(call, b)]
  if (x.rank !== 1 || y.rank !== 1 || x.size === 0 || y.size === 0) {
    throw new ShapeError(`${call}: expected two vectors, not empty, got ${formatShape(x.shape)} and ${formatShape(y.shape)}`)
  }
  return x.size >= y.size ? { longer: x, shorter: y, isSwapped: false } : { longer: y, shorter: x, isSwapped: true }
}

/** Cells of padding before and after, for a filter of `length`. */
const cellsOf: Readonly<Record<FilterMode, (length: number) => readonly [number, number]>> = {
  full: (length) => [length - 1, length - 1],
  same: (length) => [Math.floor(length / 2), Math.ceil(length / 2) - 1],
  valid: () => [0, 0],
}

function slide(call: string, x: Tensor, filter: Tensor, mode: FilterMode): Tensor {
  checkChoice(call, 'mode', mode, Object.keys(cellsOf))
  const padding = [cellsOf[mode](filter.size)]
  return conv(x.reshape([1, x.size, 1]), filter.reshape([filter.size, 1, 1]), { padding }).flatten()
}

/**
 * Sums of products of a vector with another one that is reversed and moved along it. Integers become float32.
 *
 * @shape a [m], b [n] -> `full` [m + n - 1], `same` [max(m, n)], `valid` [max(m, n) - min(m, n) + 1]
 */
export function convolve(a: TensorLike, b: TensorLike, mode: FilterMode = 'full'): Tensor {
  const { longer, shorter } = vectors('convolve', a, b)
  return slide('convolve', longer, shorter.flip(0), mode)
}

/**
 * Sums of products of a vector with another one that is moved along it. Integers become float32.
 *
 * @shape a [m], b [n] -> `full` [m + n - 1], `same` [max(m, n)], `valid` [max(m, n) - min(m, n) + 1]
 */
export function correlate(a: TensorLike, b: TensorLike, mode: FilterMode = 'valid'): Tensor {
  const { longer, shorter, isSwapped } = vectors('correlate', a, b)
  const sums = slide('correlate', longer, shorter, mode)
  return isSwapped ? sums.flip(0) : sums
}
