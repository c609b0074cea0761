/** The QR decomposition. */
import { besides, type Tensor, type TensorLike } from '../../tensor/tensor.ts'
import { gather, where } from '../arrange.ts'
import { checkChoice } from '../check-choice.ts'
import { scan } from '../control.ts'
import { eye, range } from '../create.ts'
import { triu } from '../diagonals.ts'
import { reciprocal } from '../exponents.ts'
import { safeSqrt } from '../safe-sqrt.ts'
import { matricesOf } from './matrices.ts'

/** Options of `qr`. */
export interface QrOptions {
  /** `reduced` (default): q [m, k] and r [k, n] with k = min(m, n); `complete`: q [m, m] and r [m, n]. */
  readonly mode?: 'reduced' | 'complete'
}

interface Factors {
  readonly [key: string]: Tensor
  readonly q: Tensor
  readonly r: Tensor
}

/** Clears one column of r below the diagonal by a reflection. */
function reflect({ q, r }: Factors, k: Tensor): [Factors, Tensor] {
  const row = range(r.shape[1]!)
  const column = gather(r, k, 2)
  const tail = where(row.greater(k), column, 0)
  const head = gather(column, k, 1)
  const rest = tail.square().sum(-1)
  const length = safeSqrt(head.square().add(rest))
  const target = where(head.less(0), length, length.neg())
  const normal = where(row.equal(k), head.sub(target).expandDims(-1), tail)
  // A column that is clear already stays as it is.
  const isClear = rest.equal(0)
  const square = normal.square().sum(-1)
  const scale = where(isClear, 0, reciprocal(where(isClear, 1, square)).mul(2)).reshape([-1, 1, 1])
  const [down, across] = [normal.expandDims(-1), normal.expandDims(1)]
  return [{ q: q.sub(q.matmul(down).mul(across).mul(scale)), r: r.sub(across.matmul(r).mul(down).mul(scale)) }, k]
}

/**
 * An orthogonal `q` and an upper triangular `r` with `a = q r`, by Householder's reflections.
 *
 * @shape a [...batch, m, n] -> q [...batch, m, k], r [...batch, k, n]
 * @throws ShapeError when a has fewer than two axes
 * @source Householder 1958
 */
export function qr(a: TensorLike, { mode = 'reduced' }: QrOptions = {}): { q: Tensor; r: Tensor } {
  checkChoice('qr', 'mode', mode, ['reduced', 'complete'])
  const { stack, lead } = matricesOf('qr', a)
  const [count, m, n] = stack.shape as [number, number, number]
  return besides([stack], () => {
    const start = { q: eye(m, m, stack.dtype).broadcastTo([count, m, m]), r: stack }
    const [{ q, r }] = scan(reflect, start, range(Math.max(0, Math.min(m - 1, n))))
    const k = mode === 'reduced' ? Math.min(m, n) : m
    return {
      q: q.slice([], { limits: [count, m, k] }).reshape([...lead, m, k]),
      r: triu(r.slice([], { limits: [count, k, n] })).reshape([...lead, k, n]),
    }
  })
}
