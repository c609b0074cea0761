/** Splits a product that cannot finish its sums itself in two kernels. */
import { type LoopKernel, plainProduct, type ProductKernel } from '@neurite/compiler'
import { stridesOf } from '@neurite/core'

/** The two kernels of one that is not whole; the loop loads the sums from an operand behind the others. */
export function splitProduct(
  kernel: ProductKernel,
  operands: number,
): { readonly product: ProductKernel; readonly finish: LoopKernel } {
  const { extents, body, stores } = kernel
  const at = { offset: 0, strides: stridesOf(extents) }
  const loads = body.map((instruction) =>
    instruction.op === 'product' ? ({ op: 'load', dtype: instruction.dtype, operand: operands, at } as const) : instruction,
  )
  return { product: plainProduct(kernel), finish: { kind: 'loop', kept: extents.length, extents, body: loads, stores } }
}
