/** Determinants and their logarithms. */
import { besides, type Tensor, type TensorLike } from '../../tensor/tensor.ts'
import { customGradient } from '../custom-gradient.ts'
import { eliminate } from './eliminate.ts'
import { squareMatrices, transposed } from './matrices.ts'
import { inverseStack } from './solve.ts'

/** Nothing to solve for. */
const noColumns = (stack: Tensor): Tensor => stack.slice([0, 0, stack.shape[2]!])

const determinants = /* @__PURE__ */ customGradient(
  (stack: Tensor) => {
    const { pivots, sign } = eliminate(stack, noColumns(stack))
    return pivots.prod(0).mul(sign)
  },
  ({ operands: [stack], result, cotangent }) => [transposed(inverseStack(stack)).mul(cotangent.mul(result).reshape([-1, 1, 1]))],
  { name: 'det' },
)

/**
 * The determinant; its gradient is NaN where the matrix is singular.
 *
 * @shape a [...batch, n, n] -> [...batch]
 * @throws ShapeError when a is not square
 */
export function det(a: TensorLike): Tensor {
  const { stack, lead } = squareMatrices('det', a)
  return besides([stack], () => determinants(stack).reshape(lead))
}

const logarithms = /* @__PURE__ */ customGradient(
  (stack: Tensor) => {
    const { pivots, sign } = eliminate(stack, noColumns(stack))
    return { sign: pivots.sign().prod(0).mul(sign), logarithm: pivots.abs().log().sum(0) }
  },
  ({ operands: [stack], cotangent: { logarithm } }) => [transposed(inverseStack(stack)).mul(logarithm.reshape([-1, 1, 1]))],
  { name: 'slogDet' },
)

/**
 * The sign of the determinant and the logarithm of its magnitude: 0 and -Infinity where the matrix is singular.
 *
 * @shape a [...batch, n, n] -> both [...batch]
 * @throws ShapeError when a is not square
 */
export function slogDet(a: TensorLike): { sign: Tensor; logarithm: Tensor } {
  const { stack, lead } = squareMatrices('slogDet', a)
  const { sign, logarithm } = besides([stack], () => logarithms(stack))
  return { sign: sign.reshape(lead), logarithm: logarithm.reshape(lead) }
}
