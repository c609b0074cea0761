/** Kernels that hold several gates side by side along their last axis. */
import { concat, type Tensor } from '@neurite/core'

/** The gates from `first` up to `end` of what has gates of so many units side by side. */
export function gatesOf(x: Tensor, units: number, first: number, end = first + 1): Tensor {
  const leading = x.shape.slice(0, -1)
  return x.slice([...leading.map(() => 0), first * units], { limits: [...leading, end * units] })
}

/** What a kernel does to its operand: the matrix product, or a convolution. */
export type Product = (x: Tensor, kernel: Tensor) => Tensor

const matmul: Product = (x, kernel) => x.matmul(kernel)

/** x @ kernel, with x multiplied by a mask first: one mask, or one for each gate of the kernel. */
export function maskedProduct(x: Tensor, masks: readonly Tensor[], kernel: Tensor, product: Product = matmul): Tensor {
  const [first] = masks
  if (!first) return product(x, kernel)
  if (masks.length === 1) return product(x.mul(first), kernel)
  const units = kernel.shape.at(-1)! / masks.length
  return concat(
    masks.map((mask, gate) => product(x.mul(mask), gatesOf(kernel, units, gate))),
    -1,
  )
}
