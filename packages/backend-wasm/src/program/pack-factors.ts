/**
 * Puts a kernel that packs in front of products whose left factor is stored transposed, when its rows are so far apart that they
 * fight for the same places of the cache: tiles of four rows then read it front to back.
 */
import {
  type Affine,
  type KernelCall,
  type KernelGraph,
  type LoopKernel,
  type ProductKernel,
  strideAlong,
} from '@neurite/compiler'
import { stridesOf, type TensorType, type ValueId } from '@neurite/core'
import { isFar, rowsTogether } from '../lowering/product/far-rows.ts'

/** One loop of an index map cut in two: the inner one over `rowsTogether` indices. */
function cutLoop({ offset, strides }: Affine, axis: number): Affine {
  const stride = strides[axis] ?? 0
  if (strides.length <= axis) return { offset, strides }
  return { offset, strides: [...strides.slice(0, axis), stride * rowsTogether, stride, ...strides.slice(axis + 1)] }
}

/** The same product with its rows in groups of four. */
function inGroups(kernel: ProductKernel): ProductKernel {
  const { extents, rows, columns, body, stores, factors } = kernel
  const [lhs, rhs] = factors
  return {
    ...kernel,
    extents: [...extents.slice(0, rows), extents[rows]! / rowsTogether, rowsTogether, ...extents.slice(columns)],
    columns: columns + 1,
    body: body.map((each) => (each.op === 'load' ? { ...each, at: cutLoop(each.at, rows) } : each)),
    stores: stores.map((store) => ({ ...store, at: cutLoop(store.at, rows) })),
    factors: [
      { ...lhs, at: cutLoop(lhs.at, rows) },
      { ...rhs, at: cutLoop(rhs.at, rows) },
    ],
  }
}

/** The kernel that packs the left factor as `[...batch, groups, terms, rowsTogether]`, and the product that reads it as operand `packed`. */
function packLeft(kernel: ProductKernel, packed: number): { readonly pack: LoopKernel; readonly product: ProductKernel } {
  const grouped = inGroups(kernel)
  const { extents, rows, contracting, factors, dtype } = grouped
  const [lhs, rhs] = factors
  const outer = rows + 1
  const shape = [...extents.slice(0, outer), contracting[0]!, rowsTogether]
  const along = (axis: number): number => strideAlong(lhs.at, axis)
  const from = {
    offset: lhs.at.offset,
    strides: [...shape.slice(0, outer).map((_, axis) => along(axis)), lhs.steps[0]!, along(outer)],
  }
  const strides = stridesOf(shape)
  return {
    pack: {
      kind: 'loop',
      kept: shape.length,
      extents: shape,
      body: [{ op: 'load', dtype, operand: 0, at: from }],
      stores: [{ result: 0, dtype, at: { offset: 0, strides }, instruction: 0 }],
    },
    product: {
      ...grouped,
      factors: [{ operand: packed, at: { offset: 0, strides: [...strides.slice(0, outer), 1] }, steps: [rowsTogether] }, rhs],
    },
  }
}

/** The same function with left factors packed where that pays. */
export function packFactors(graph: KernelGraph): KernelGraph {
  const values: TensorType[] = [...graph.values]
  const calls = graph.calls.flatMap((call): KernelCall[] => {
    const { kernel, operands } = call
    if (kernel.kind !== 'product' || !isFar(kernel)) return [call]
    const { pack, product } = packLeft(kernel, operands.length)
    const packed: ValueId = values.push({ dtype: kernel.dtype, shape: pack.extents }) - 1
    return [
      { ...call, kernel: pack, operands: [operands[kernel.factors[0].operand]!], results: [packed] },
      { ...call, kernel: product, operands: [...operands, packed] },
    ]
  })
  const rootOf = (id: ValueId): ValueId => (id < graph.values.length ? graph.rootOf(id) : id)
  return { ...graph, values, calls, rootOf }
}
