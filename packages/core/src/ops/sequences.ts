/** Evenly spaced numbers and grids of them. */
import type { DType } from '../dtype/dtype.ts'
import { isInteger } from '../dtype/dtype.ts'
import { ArgumentError, ShapeError } from '../errors/errors.ts'
import { formatShape } from '../shape/shape.ts'
import { staticValue } from '../tensor/static-value.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { checkChoice, checkCount } from './check-choice.ts'
import { iota, tensor } from './create.ts'

/** Numbers computed in double precision and rounded once. */
export const fromNumbers = (numbers: readonly number[], dtype: DType): Tensor => tensor(Float64Array.from(numbers), { dtype })

/** Options of `arange`. */
export interface ArangeOptions {
  /** Default: int32 where all arguments are whole numbers, else float32. */
  readonly dtype?: DType
}

/**
 * From `start` in steps of `step`, without `stop`; of one argument, from 0.
 *
 * @shape -> [ceil((stop - start) / step)], at least [0]
 * @example
 * ```ts
 * console.log(await arange(2, 8, 3).array()) // [2, 5]
 * ```
 */
export function arange(start: number, stop?: number, step = 1, options: ArangeOptions = {}): Tensor {
  const [from, to] = stop === undefined ? [0, start] : [start, stop]
  if (step === 0 || ![from, to, step].every(Number.isFinite)) {
    throw new ArgumentError(`arange: expected finite bounds and a step that is not 0, got ${from}, ${to}, ${step}`)
  }
  const { dtype = [from, to, step].every(Number.isInteger) ? 'int32' : 'float32' } = options
  const count = Math.max(0, Math.ceil((to - from) / step))
  if (!isInteger(dtype) || ![from, step].every(Number.isInteger)) {
    return fromNumbers(
      Array.from({ length: count }, (_, i) => from + i * step),
      dtype,
    )
  }
  const counted = iota([count], 0, 'int32')
  const scaled = step === 1 ? counted : counted.mul(staticValue(step))
  return (from === 0 ? scaled : scaled.add(staticValue(from))).cast(dtype)
}

/** Options of `linspace` and its relatives. */
export interface SpacingOptions {
  /** Whether the last number is `stop`. Default true. */
  readonly endpoint?: boolean
  /** Default float32. */
  readonly dtype?: DType
}

/** `count` numbers from `start` to `stop`, in double precision. */
function spaced(call: string, start: number, stop: number, count: number, endpoint: boolean): number[] {
  checkCount(call, 'count', count, 0)
  const steps = endpoint ? count - 1 : count
  const numbers = Array.from({ length: count }, (_, i) => start + (steps === 0 ? 0 : (i * (stop - start)) / steps))
  if (endpoint && count > 1) numbers[count - 1] = stop
  return numbers
}

/** `count` evenly spaced numbers from `start` to `stop`. @shape -> [count] */
export const linspace = (
  start: number,
  stop: number,
  count = 50,
  { endpoint = true, dtype = 'float32' }: SpacingOptions = {},
): Tensor => fromNumbers(spaced('linspace', start, stop, count, endpoint), dtype)

/** Options of `logspace`. */
export interface LogSpacingOptions extends SpacingOptions {
  /** Default 10. */
  readonly base?: number
}

/** `base` to the power of `count` evenly spaced exponents from `start` to `stop`. @shape -> [count] */
export const logspace = (
  start: number,
  stop: number,
  count = 50,
  { endpoint = true, dtype = 'float32', base = 10 }: LogSpacingOptions = {},
): Tensor =>
  fromNumbers(
    spaced('logspace', start, stop, count, endpoint).map((exponent) => base ** exponent),
    dtype,
  )

/** `count` numbers from `start` to `stop`, each the same multiple of the one before; both bounds have one sign. @shape -> [count] */
export function geomspace(
  start: number,
  stop: number,
  count = 50,
  { endpoint = true, dtype = 'float32' }: SpacingOptions = {},
): Tensor {
  if (!(start * stop > 0)) throw new ArgumentError(`geomspace: expected bounds of one sign, not 0, got ${start} and ${stop}`)
  const sign = Math.sign(start)
  const exponents = spaced('geomspace', Math.log(Math.abs(start)), Math.log(Math.abs(stop)), count, endpoint)
  const numbers = exponents.map((exponent) => sign * Math.exp(exponent))
  if (count > 0) numbers[0] = start
  if (endpoint && count > 1) numbers[count - 1] = stop
  return fromNumbers(numbers, dtype)
}

/** Options of `meshgrid`. */
export interface MeshgridOptions {
  /** `xy` (default): the first two axes change places, as for pictures; `ij`: axis i belongs to the i-th vector. */
  readonly indexing?: 'xy' | 'ij'
}

/**
 * Coordinates of a grid, one tensor per vector.
 *
 * @shape [a], [b], [c], ... -> each [b, a, c, ...], with `ij` [a, b, c, ...]
 */
export function meshgrid(vectors: readonly Tensor[], { indexing = 'xy' }: MeshgridOptions = {}): Tensor[] {
  checkChoice('meshgrid', 'indexing', indexing, ['xy', 'ij'])
  const wrong = vectors.find(({ rank }) => rank > 1)
  if (wrong) throw new ShapeError(`meshgrid: expected vectors, got shape ${formatShape(wrong.shape)}; flatten it`)
  const order = vectors.map((_, axis) => (indexing === 'xy' && vectors.length > 1 && axis < 2 ? 1 - axis : axis))
  const shape = order.map((vector) => vectors[vector]!.size)
  return vectors.map((x, vector) => x.reshape(order.map((v) => (v === vector ? x.size : 1))).broadcastTo(shape))
}
