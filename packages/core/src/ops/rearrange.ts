/** Takes tensors apart, repeats, turns and stacks them. */
import { ArgumentError, ShapeError } from '../errors/errors.ts'
import { formatShape, normalizeAxis } from '../shape/shape.ts'
import { type Tensor, type TensorLike, toTensor } from '../tensor/tensor.ts'
import { concat } from './arrange.ts'
import { atLeast1d, atLeast2d, atLeast3d, swapAxes } from './axes.ts'
import { checkCount } from './check-choice.ts'
import { tensor } from './create.ts'

/** The elements from `start` to `limit` of one axis. */
export function sliceAxis(x: Tensor, axis: number, start: number, limit: number): Tensor {
  return x.slice(
    x.shape.map((_, a) => (a === axis ? start : 0)),
    { limits: x.shape.map((extent, a) => (a === axis ? limit : extent)) },
  )
}

/**
 * A tensor in parts along an axis.
 *
 * @shape x [..., n, ...] -> parts [..., n / parts, ...], or of the extents between the cuts
 * @param parts - how many equal parts, or the positions at which to cut
 * @throws ShapeError when the parts cannot be equal
 * @example
 * ```ts
 * const [input, forget, cell, output] = split(gates, 4, -1)
 * ```
 */
export function split(x: TensorLike, parts: number | readonly number[], axis = 0): Tensor[] {
  const value = toTensor('split', x)
  const at = normalizeAxis('split', axis, value.rank)
  const extent = value.shape[at]!
  const cuts = typeof parts === 'number' ? equalCuts(extent, parts) : parts.map((cut) => clampIndex(cut, extent))
  return [...cuts, extent].map((limit, i) => {
    const start = i === 0 ? 0 : cuts[i - 1]!
    return sliceAxis(value, at, start, Math.max(start, limit))
  })
}

const clampIndex = (index: number, extent: number): number => Math.min(extent, Math.max(0, index < 0 ? index + extent : index))

function equalCuts(extent: number, parts: number): number[] {
  checkCount('split', 'parts', parts)
  if (extent % parts !== 0) {
    throw new ShapeError(
      `split: an axis of ${extent} cannot be cut into ${parts} equal parts; give the positions at which to cut instead`,
    )
  }
  return Array.from({ length: parts - 1 }, (_, i) => ((i + 1) * extent) / parts)
}

/** The slices of an axis, without it. @shape x [..., n, ...] -> n tensors [...] */
export function unstack(x: TensorLike, axis = 0): Tensor[] {
  const value = toTensor('unstack', x)
  const at = normalizeAxis('unstack', axis, value.rank)
  return Array.from({ length: value.shape[at]! }, (_, i) => sliceAxis(value, at, i, i + 1).squeeze(at))
}

/**
 * The whole tensor, repeated along each axis; counts belong to the last axes, as in NumPy.
 *
 * @shape x [n, ...] -> [n * repeats, ...], the same for each axis
 */
export function tile(x: TensorLike, repeats: number | readonly number[]): Tensor {
  const value = toTensor('tile', x)
  const given = typeof repeats === 'number' ? [repeats] : repeats
  for (const count of given) checkCount('tile', 'repeats', count, 0)
  const rank = Math.max(value.rank, given.length)
  const lead = <T>(list: readonly T[], fill: T): T[] => [...Array.from({ length: rank - list.length }, () => fill), ...list]
  const [shape, counts] = [lead(value.shape, 1), lead(given, 1)]
  return value
    .reshape(shape.flatMap((extent) => [1, extent]))
    .broadcastTo(shape.flatMap((extent, axis) => [counts[axis]!, extent]))
    .reshape(shape.map((extent, axis) => extent * counts[axis]!))
}

/**
 * Each element repeated along an axis.
 *
 * @shape x [..., n, ...] -> [..., n * repeats, ...], or the sum of repeats; without an axis, of [size]
 * @param repeats - how often, for all or for each element
 * @param axis - default: of the flattened tensor
 */
export function repeat(x: TensorLike, repeats: number | readonly number[], axis?: number): Tensor {
  const given = toTensor('repeat', x)
  const value = axis === undefined ? given.flatten() : given
  const at = normalizeAxis('repeat', axis ?? 0, value.rank)
  const extent = value.shape[at]!
  if (typeof repeats !== 'number') return repeatEach(value, repeats, at)
  checkCount('repeat', 'repeats', repeats, 0)
  const shape = [...value.shape]
  shape.splice(at + 1, 0, repeats)
  return value
    .expandDims(at + 1)
    .broadcastTo(shape)
    .reshape(value.shape.map((n, a) => (a === at ? extent * repeats : n)))
}

function repeatEach(x: Tensor, repeats: readonly number[], axis: number): Tensor {
  if (repeats.length !== x.shape[axis]) {
    throw new ShapeError(`repeat: expected ${x.shape[axis]} counts, one per element of axis ${axis}, got ${repeats.length}`)
  }
  for (const count of repeats) checkCount('repeat', 'repeats', count, 0)
  const positions = repeats.flatMap((count, index) => Array.from({ length: count }, () => index))
  return x.take(tensor(Int32Array.from(positions)), axis)
}

/**
 * Elements moved on by `shift` along axes, from the end to the start; default of the flattened tensor.
 *
 * @shape x [...] -> the same
 */
export function roll(x: TensorLike, shift: number | readonly number[], axes?: number | readonly number[]): Tensor {
  const value = toTensor('roll', x)
  if (axes === undefined) {
    if (typeof shift !== 'number') throw new ArgumentError('roll: expected one shift for all elements; name the axes of several')
    return rollAxis(value.flatten(), shift, 0).reshape(value.shape)
  }
  const list = typeof axes === 'number' ? [axes] : axes
  const shifts = typeof shift === 'number' ? list.map(() => shift) : shift
  if (shifts.length !== list.length)
    throw new ArgumentError(`roll: expected a shift per axis, got ${shifts.length} for ${list.length}`)
  return list.reduce((rolled, axis, i) => rollAxis(rolled, shifts[i]!, normalizeAxis('roll', axis, value.rank)), value)
}

function rollAxis(x: Tensor, shift: number, axis: number): Tensor {
  if (!Number.isInteger(shift)) throw new ArgumentError(`roll: shift must be a whole number, got ${shift}`)
  const extent = x.shape[axis]!
  const cut = extent === 0 ? 0 : (((extent - shift) % extent) + extent) % extent
  return cut === 0 ? x : concat([sliceAxis(x, axis, cut, extent), sliceAxis(x, axis, 0, cut)], axis)
}

/**
 * Turned by 90 degrees `times` over, from the first of two axes towards the second.
 *
 * @shape x [m, n, ...] -> [n, m, ...] for odd times, else the same
 */
export function rot90(x: TensorLike, times = 1, axes: readonly [number, number] = [0, 1]): Tensor {
  const value = toTensor('rot90', x)
  const [a, b] = axes.map((axis) => normalizeAxis('rot90', axis, value.rank)) as [number, number]
  if (a === b) throw new ShapeError(`rot90: expected two different axes, got ${formatShape(axes)}`)
  const quarter = ((times % 4) + 4) % 4
  const turns: Readonly<Record<number, () => Tensor>> = {
    0: () => value,
    1: () => swapAxes(value.flip(b), a, b),
    2: () => value.flip([a, b]),
    3: () => swapAxes(value, a, b).flip(b),
  }
  const turn = turns[quarter]
  if (!turn) throw new ArgumentError(`rot90: times must be a whole number, got ${times}`)
  return turn()
}

/** Reversed from left to right: along the second axis. @shape x [m, n, ...] -> the same */
export const flipLr = (x: TensorLike): Tensor => toTensor('flipLr', x).flip(1)

/** Reversed from top to bottom: along the first axis. @shape x [m, ...] -> the same */
export const flipUd = (x: TensorLike): Tensor => toTensor('flipUd', x).flip(0)

/**
 * Joined along the first axis; vectors are rows.
 *
 * @shape [k, ...], [l, ...], ... -> [k + l + ..., ...]; vectors [n] count as [1, n]
 */
export const vstack = (tensors: readonly TensorLike[]): Tensor => concat(tensors.map(atLeast2d), 0)

/**
 * Joined along the second axis; vectors along their only one.
 *
 * @shape [m, k, ...], [m, l, ...], ... -> [m, k + l + ..., ...]; vectors [k], [l], ... -> [k + l + ...]
 */
export function hstack(tensors: readonly TensorLike[]): Tensor {
  const parts = tensors.map(atLeast1d)
  return concat(parts, parts[0]?.rank === 1 ? 0 : 1)
}

/**
 * Joined along the third axis.
 *
 * @shape [m, n, k], [m, n, l], ... -> [m, n, k + l + ...]; of matrices k = l = 1; vectors [n] count as [1, n, 1]
 */
export const dstack = (tensors: readonly TensorLike[]): Tensor => concat(tensors.map(atLeast3d), 2)
