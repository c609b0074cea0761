/** Linear maps between features and heads. */
import type { Tensor, Variable } from '@neurite/core'
import { sizeOf } from '@neurite/core'

/** A kernel [...in, ...out] and a bias [...out] that go with each other. */
export interface Projection {
  readonly kernel: Variable
  readonly bias: Variable | undefined
  /** How many axes of the kernel are summed over: the first ones. */
  readonly inputAxes: number
}

/** The map applied to the last axes of a tensor. */
export function project(x: Tensor, { kernel, bias, inputAxes }: Projection): Tensor {
  const leading = x.shape.slice(0, x.rank - inputAxes)
  const output = kernel.shape.slice(inputAxes)
  const matrix = kernel.value.reshape([sizeOf(kernel.shape.slice(0, inputAxes)), sizeOf(output)])
  const product = x.reshape([...leading, matrix.shape[0]!]).matmul(matrix)
  const shaped = product.reshape([...leading, ...output])
  return bias ? shaped.add(bias.value) : shaped
}
