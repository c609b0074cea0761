/** Splits the products that cannot finish their sums themselves in two: the sums get a place in memory like any other value. */
import type { KernelCall, KernelGraph } from '@neurite/compiler'
import type { TensorType, ValueId } from '@neurite/core'
import { isWhole } from '../lowering/product/product.ts'
import { splitProduct } from '../lowering/product/split-product.ts'

/** The same function with products that can be emitted. */
export function splitProducts(graph: KernelGraph): KernelGraph {
  const values: TensorType[] = [...graph.values]
  const calls = graph.calls.flatMap((call): KernelCall[] => {
    const { kernel, operands } = call
    if (kernel.kind !== 'product' || isWhole(kernel)) return [call]
    const { product, finish } = splitProduct(kernel, operands.length)
    const sums: ValueId = values.push({ dtype: kernel.dtype, shape: kernel.extents }) - 1
    return [
      { ...call, kernel: product, results: [sums] },
      { ...call, kernel: finish, operands: [...operands, sums] },
    ]
  })
  const rootOf = (id: ValueId): ValueId => (id < graph.values.length ? graph.rootOf(id) : id)
  return { ...graph, values, calls, rootOf }
}
