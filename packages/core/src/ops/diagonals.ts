/** Diagonals and triangles of matrices. */
import type { DType } from '../dtype/dtype.ts'
import { ShapeError } from '../errors/errors.ts'
import { formatShape, normalizeAxis } from '../shape/shape.ts'
import { staticValue } from '../tensor/static-value.ts'
import { besides, type Tensor, type TensorLike, toTensor } from '../tensor/tensor.ts'
import { pad, where } from './arrange.ts'
import { moveAxis } from './axes.ts'
import { iota, zerosLike } from './create.ts'
import { sliceAxis } from './rearrange.ts'

/** Which diagonal, and of which axes. */
export interface DiagonalOptions {
  /** Above the main one; negative below. Default 0. */
  readonly offset?: number
  /** Rows and columns. Default the first two. */
  readonly axes?: readonly [number, number]
}

/**
 * The elements on a diagonal, as the last axis.
 *
 * @shape x [m, n, ...rest] -> [...rest, d]
 */
export function diagonal(x: TensorLike, { offset = 0, axes = [0, 1] }: DiagonalOptions = {}): Tensor {
  const value = toTensor('diagonal', x)
  const [a, b] = axes.map((axis) => normalizeAxis('diagonal', axis, value.rank)) as [number, number]
  if (a === b) throw new ShapeError(`diagonal: expected two different axes, got ${formatShape(axes)}`)
  const last = moveAxis(value, [a, b], [-2, -1])
  const [rows, columns] = last.shape.slice(-2) as [number, number]
  const [firstRow, firstColumn] = [Math.max(0, -offset), Math.max(0, offset)]
  const length = Math.max(0, Math.min(rows - firstRow, columns - firstColumn))
  // A square block's diagonal is every (n + 1)-th element of its rows laid end to end.
  const block = sliceAxis(
    sliceAxis(last, last.rank - 2, Math.min(firstRow, rows), Math.min(firstRow, rows) + length),
    last.rank - 1,
    Math.min(firstColumn, columns),
    Math.min(firstColumn, columns) + length,
  )
  const lead = block.shape.slice(0, -2)
  return block.reshape([...lead, length * length]).slice([], { strides: [...lead.map(() => 1), length + 1] })
}

/** The sum of a diagonal; see `diagonal`. @shape x [m, n, ...rest] -> [...rest] */
export const trace = (x: TensorLike, options?: DiagonalOptions): Tensor => diagonal(x, options).sum(-1)

/**
 * A matrix with a vector on a diagonal, or the diagonal of a matrix.
 *
 * @shape x [n] -> [n + |offset|, n + |offset|]; [m, n] -> [d]
 * @param offset - above the main diagonal; negative below
 */
export function diag(x: TensorLike, offset = 0): Tensor {
  const value = toTensor('diag', x)
  if (value.rank === 2) return diagonal(value, { offset })
  if (value.rank !== 1) throw new ShapeError(`diag: expected a vector or a matrix, got shape ${formatShape(value.shape)}`)
  const length = value.shape[0]!
  // Rows of n + 1 cells whose first is the element, laid end to end and cut into rows of n.
  const matrix = pad(value, [[0, 0]], { interior: [length] }).reshape([length, length])
  const [before, after] = [Math.max(0, offset), Math.max(0, -offset)]
  return pad(matrix, [
    [after, before],
    [before, after],
  ])
}

/** A matrix with all elements of a tensor on a diagonal. @shape x of n elements -> [n + |offset|, n + |offset|] */
export const diagFlat = (x: TensorLike, offset = 0): Tensor => diag(toTensor('diagFlat', x).flatten(), offset)

/** Whether the column is at most `offset` right of the row, bool. */
const isLower = (rows: number, columns: number, offset: number): Tensor =>
  iota([rows, columns], 1).lessEqual(iota([rows, columns], 0).add(staticValue(offset)))

/** Ones at and below a diagonal, zeros above. @shape -> [rows, columns] */
export const tri = (rows: number, columns = rows, offset = 0, dtype: DType = 'float32'): Tensor =>
  isLower(rows, columns, offset).cast(dtype)

function triangle(call: string, x: TensorLike, offset: number, keepsLower: boolean): Tensor {
  const value = toTensor(call, x)
  if (value.rank < 2) throw new ShapeError(`${call}: expected at least two axes, got shape ${formatShape(value.shape)}`)
  const [rows, columns] = value.shape.slice(-2) as [number, number]
  return besides([value], () => {
    const lower = isLower(rows, columns, keepsLower ? offset : offset - 1)
    return keepsLower ? where(lower, value, zerosLike(value)) : where(lower, zerosLike(value), value)
  })
}

/** The elements of the last two axes at and below a diagonal, zeros above. @shape x [...batch, m, n] -> the same */
export const tril = (x: TensorLike, offset = 0): Tensor => triangle('tril', x, offset, true)

/** The elements of the last two axes at and above a diagonal, zeros below. @shape x [...batch, m, n] -> the same */
export const triu = (x: TensorLike, offset = 0): Tensor => triangle('triu', x, offset, false)

/** Options of `vander`. */
export interface VanderOptions {
  /** Number of powers. Default: as many as elements. */
  readonly columns?: number
  /** From the power 0 upwards. Default false. */
  readonly increasing?: boolean
}

/** Powers of a vector, one column each. @shape x [n] -> [n, columns] */
export function vander(x: TensorLike, { columns, increasing = false }: VanderOptions = {}): Tensor {
  const value = toTensor('vander', x)
  if (value.rank !== 1) throw new ShapeError(`vander: expected a vector, got shape ${formatShape(value.shape)}`)
  const count = columns ?? value.size
  const powers = besides([value], () => iota([count]))
  return value.expandDims(-1).pow((increasing ? powers : powers.flip(0)).cast(value.dtype))
}
