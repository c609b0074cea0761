/** Operands of functions that have no integer form. */
import { toFloat } from '../dtype/promote.ts'
import { alignOperands, type Tensor, type TensorLike, toTensor } from '../tensor/tensor.ts'

/** A tensor of a float dtype; integers become float32. */
export function floatOperand(call: string, like: TensorLike): Tensor {
  const x = toTensor(call, like)
  return x.cast(toFloat(x.dtype))
}

/** Two tensors of one shape and one float dtype. */
export function floatOperands(call: string, a: TensorLike, b: TensorLike): [Tensor, Tensor] {
  const [left, right] = alignOperands(call, a, b)
  const dtype = toFloat(left.dtype)
  return [left.cast(dtype), right.cast(dtype)]
}
