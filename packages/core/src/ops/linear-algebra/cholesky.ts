/** The Cholesky factor of positive definite matrices, and systems with triangular ones. */
import { besides, type Tensor, type TensorLike } from '../../tensor/tensor.ts'
import { gather, where } from '../arrange.ts'
import { scan } from '../control.ts'
import { range, zerosLike } from '../create.ts'
import { customGradient } from '../custom-gradient.ts'
import { tril, triu } from '../diagonals.ts'
import { columnsFor, squareMatrices, transposed } from './matrices.ts'

/**
 * The lower triangular L of `a = L Lᵀ`, column by column. Reads the lower triangle only; NaN where `a` is not positive definite.
 *
 * @shape a [...batch, n, n] -> the same
 * @throws ShapeError when a is not square
 */
export function cholesky(a: TensorLike): Tensor {
  const { stack, lead } = squareMatrices('cholesky', a)
  const n = stack.shape[1]!
  const column = (factor: Tensor, k: Tensor): [Tensor, Tensor] => {
    const row = range(n)
    const known = factor.mul(gather(factor, k, 1).expandDims(1)).sum(-1)
    const rest = gather(stack, k, 2).sub(known)
    const below = where(row.less(k), 0, rest.div(gather(rest, k, 1).sqrt().expandDims(-1)))
    return [where(row.equal(k), below.expandDims(-1), factor), k]
  }
  return besides([stack], () => {
    const [factor] = scan(column, zerosLike(stack), range(n))
    return factor.reshape([...lead, n, n])
  })
}

/** Options of `solveTriangular`. */
export interface TriangularOptions {
  /** Whether the lower triangle is read, or the upper. Default false: the upper. */
  readonly lower?: boolean
}

/** Row by row, from the row with one unknown on. */
function substitute(stack: Tensor, columns: Tensor, lower: boolean): Tensor {
  const row = range(stack.shape[1]!)
  const step = (known: Tensor, k: Tensor): [Tensor, Tensor] => {
    const factors = gather(stack, k, 1)
    // What is not known yet is 0.
    const rest = gather(columns, k, 1).sub(factors.expandDims(-1).mul(known).sum(1))
    const found = rest.div(gather(factors, k, 1).expandDims(-1))
    const isRow = range(stack.shape[1]!).equal(k).reshape([1, -1, 1])
    return [where(isRow, found.expandDims(1), known), k]
  }
  const [solution] = scan(step, zerosLike(columns), row, { reverse: !lower })
  return solution
}

const triangularStack = (lower: boolean) =>
  customGradient(
    (stack: Tensor, columns: Tensor) => substitute(stack, columns, lower),
    ({ operands: [stack], result, cotangent }) => {
      const byColumns = substitute(transposed(stack), cotangent, !lower)
      const byMatrix = byColumns.matmul(transposed(result)).neg()
      return [lower ? tril(byMatrix) : triu(byMatrix), byColumns]
    },
    { name: 'solveTriangular' },
  )

/**
 * x of `a x = b` for triangular `a`; the other triangle is not read.
 *
 * @shape a [...batch, n, n], b [...batch, n] or [...batch, n, m] -> the shape of b
 * @throws ShapeError when a is not square or b does not fit
 */
export function solveTriangular(a: TensorLike, b: TensorLike, { lower = false }: TriangularOptions = {}): Tensor {
  const matrices = squareMatrices('solveTriangular', a)
  const { columns, restore } = columnsFor('solveTriangular', matrices, b)
  return besides([matrices.stack, columns], () => restore(triangularStack(lower)(matrices.stack, columns)))
}
