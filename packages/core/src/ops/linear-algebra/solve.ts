/** Linear systems and inverse matrices. */
import { besides, type Tensor, type TensorLike } from '../../tensor/tensor.ts'
import { where } from '../arrange.ts'
import { customGradient } from '../custom-gradient.ts'
import { eye } from '../create.ts'
import { eliminate } from './eliminate.ts'
import { columnsFor, squareMatrices, transposed } from './matrices.ts'

/** NaN where the matrix is singular. */
function solutions(matrices: Tensor, columns: Tensor): Tensor {
  const { solution, pivots } = eliminate(matrices, columns)
  return where(pivots.equal(0).any(0).reshape([-1, 1, 1]), NaN, solution)
}

/** x of Ax = B over stacks: the gradient by B solves with the transpose of A. */
const solveStack = /* @__PURE__ */ customGradient(
  solutions,
  ({ operands: [matrices], result, cotangent }) => {
    const byColumns = solutions(transposed(matrices), cotangent)
    return [byColumns.matmul(transposed(result)).neg(), byColumns]
  },
  { name: 'solve' },
)

/**
 * x of `a x = b`, by elimination with partial pivoting. NaN where `a` is singular.
 *
 * @shape a [...batch, n, n], b [...batch, n] or [...batch, n, m] -> the shape of b
 * @throws ShapeError when a is not square or b does not fit
 * @example
 * ```ts
 * const weights = solve(x.transpose().matmul(x), x.transpose().matmul(y))
 * ```
 */
export function solve(a: TensorLike, b: TensorLike): Tensor {
  const matrices = squareMatrices('solve', a)
  const { columns, restore } = columnsFor('solve', matrices, b)
  return besides([matrices.stack, columns], () => restore(solveStack(matrices.stack, columns)))
}

/**
 * The inverse matrix; NaN where there is none. To solve a system, `solve` is more exact.
 *
 * @shape a [...batch, n, n] -> the same
 * @throws ShapeError when a is not square
 */
export function inv(a: TensorLike): Tensor {
  const { stack, lead } = squareMatrices('inv', a)
  return besides([stack], () => inverseStack(stack).reshape([...lead, ...stack.shape.slice(1)]))
}

/** Inverse matrices of a stack. */
export const inverseStack = (stack: Tensor): Tensor =>
  solveStack(stack, eye(stack.shape[1]!, stack.shape[1]!, stack.dtype).broadcastTo(stack.shape))
