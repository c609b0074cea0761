/** Moves axes and makes tensors of at least some rank. */
import { ShapeError } from '../errors/errors.ts'
import { formatShape, normalizeAxis } from '../shape/shape.ts'
import { type Tensor, type TensorLike, toTensor } from '../tensor/tensor.ts'

const listOf = (axes: number | readonly number[]): readonly number[] => (typeof axes === 'number' ? [axes] : axes)

/**
 * With axes moved to other places; the others keep their order.
 *
 * @shape x [...] -> its axes in another order
 * @example
 * ```ts
 * const channelsLast = moveAxis(images, 1, -1)
 * ```
 */
export function moveAxis(x: TensorLike, from: number | readonly number[], to: number | readonly number[]): Tensor {
  const value = toTensor('moveAxis', x)
  const [sources, targets] = [listOf(from), listOf(to)].map((axes) =>
    axes.map((axis) => normalizeAxis('moveAxis', axis, value.rank)),
  ) as [number[], number[]]
  if (sources.length !== targets.length || new Set(sources).size < sources.length || new Set(targets).size < targets.length) {
    throw new ShapeError(
      `moveAxis: expected as many places as axes, none named twice, got ${formatShape(listOf(from))} to ${formatShape(listOf(to))}`,
    )
  }
  const order = [...value.shape.keys()].filter((axis) => !sources.includes(axis))
  const moves = sources.map((source, i) => [targets[i]!, source] as const).sort(([a], [b]) => a - b)
  for (const [target, source] of moves) order.splice(target, 0, source)
  return value.transpose(order)
}

/** With two axes in each other's place. @shape x [..., m, ..., n, ...] -> [..., n, ..., m, ...] */
export function swapAxes(x: TensorLike, a: number, b: number): Tensor {
  const value = toTensor('swapAxes', x)
  const [first, second] = [normalizeAxis('swapAxes', a, value.rank), normalizeAxis('swapAxes', b, value.rank)]
  return value.transpose([...value.shape.keys()].map((axis) => (axis === first ? second : axis === second ? first : axis)))
}

/** One axis with all elements. @shape x [...] -> [size] */
export const ravel = (x: TensorLike): Tensor => toTensor('ravel', x).flatten()

/** A scalar as a vector; everything else as it is. @shape [] -> [1]; others the same */
export function atLeast1d(x: TensorLike): Tensor {
  const value = toTensor('atLeast1d', x)
  return value.rank === 0 ? value.reshape([1]) : value
}

/** A scalar as [1, 1], a vector as a row; everything else as it is. @shape [] -> [1, 1]; [n] -> [1, n]; others the same */
export function atLeast2d(x: TensorLike): Tensor {
  const value = toTensor('atLeast2d', x)
  return value.rank < 2 ? value.reshape([1, value.size]) : value
}

/**
 * A vector as [1, n, 1], a matrix as [m, n, 1]; everything of three axes or more as it is.
 *
 * @shape [] -> [1, 1, 1]; [n] -> [1, n, 1]; [m, n] -> [m, n, 1]; others the same
 */
export function atLeast3d(x: TensorLike): Tensor {
  const value = toTensor('atLeast3d', x)
  if (value.rank < 2) return value.reshape([1, value.size, 1])
  return value.rank === 2 ? value.expandDims(-1) : value
}
