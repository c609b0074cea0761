/** Gauss-Jordan elimination with partial pivoting, as one loop of the program. */
import type { Tensor } from '../../tensor/tensor.ts'
import { concat, gather, where } from '../arrange.ts'
import { scan } from '../control.ts'
import { ones, range } from '../create.ts'

/** What elimination finds. */
export interface Elimination {
  /** The solutions; meaningless where a pivot is 0. */
  readonly solution: Tensor
  /** Pivots in order, [n, stack]; one is 0 where the matrix is singular. */
  readonly pivots: Tensor
  /** 1 or -1: of the permutation of the rows, [stack]. */
  readonly sign: Tensor
}

interface State {
  readonly [key: string]: Tensor
  readonly rows: Tensor
  readonly sign: Tensor
}

/** One column cleared but for its pivot, which becomes 1. */
function step({ rows, sign }: State, k: Tensor): [State, Tensor] {
  const row = range(rows.shape[1]!)
  const sizes = where(row.less(k), -1, gather(rows, k, 2).abs())
  const best = sizes.argMax(-1).expandDims(-1)
  const order = where(row.equal(k), best, where(row.equal(best), k, row))
  const swapped = gather(rows, order, 1, { batchDims: 1 })
  const pivotRow = gather(swapped, k, 1)
  const pivot = gather(pivotRow, k, 1)
  const unit = pivotRow.div(where(pivot.equal(0), 1, pivot).expandDims(-1)).expandDims(1)
  const cleared = swapped.sub(gather(swapped, k, 2).expandDims(-1).mul(unit))
  const isPivot = row.equal(k).reshape([1, row.size, 1])
  const isSwap = best.squeeze(-1).notEqual(k)
  return [{ rows: where(isPivot, unit, cleared), sign: where(isSwap, sign.neg(), sign) }, pivot]
}

/** Solves `matrices [s, n, n] x = columns [s, n, m]`. */
export function eliminate(matrices: Tensor, columns: Tensor): Elimination {
  const n = matrices.shape[1]!
  const rows = concat([matrices, columns], 2)
  const start = { rows, sign: ones([rows.shape[0]!], rows.dtype) }
  const [last, pivots] = scan(step, start, range(n))
  return { solution: last.rows.slice([0, 0, n]), pivots, sign: last.sign }
}
