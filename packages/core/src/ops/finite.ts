/** Which numbers are finite. Integers always are. */
import { staticValue } from '../tensor/static-value.ts'
import { type Tensor, type TensorLike, toTensor } from '../tensor/tensor.ts'

const infinity = staticValue(Infinity)

/** Whether each element is NaN, bool. @shape x [...] -> the same */
export function isNaN(x: TensorLike): Tensor {
  const value = toTensor('isNaN', x)
  return value.notEqual(value)
}

/** Whether each element is Infinity, bool. @shape x [...] -> the same */
export const isPosInf = (x: TensorLike): Tensor => toTensor('isPosInf', x).equal(infinity)

/** Whether each element is -Infinity, bool. @shape x [...] -> the same */
export const isNegInf = (x: TensorLike): Tensor => toTensor('isNegInf', x).equal(staticValue(-Infinity))

/** Whether each element is Infinity or -Infinity, bool. @shape x [...] -> the same */
export const isInf = (x: TensorLike): Tensor => isPosInf(x).logicalOr(isNegInf(x))

/** Whether each element is neither infinite nor NaN, bool. @shape x [...] -> the same */
export function isFinite(x: TensorLike): Tensor {
  const value = toTensor('isFinite', x)
  return value.less(infinity).logicalAnd(value.greater(staticValue(-Infinity)))
}
