/** Look-up along one axis, and its transpose. */
import { allocateHost, type GatherAttributes, isFloat, type Shape, sizeOf } from '@neurite/core'
import { computed, numbersOf, type Value } from '../../element/numbers.ts'
import { type KernelTable, operand, result } from '../kernel.ts'

/** x as [batch, outer, extent, inner], the indices as [batch, count], what is gathered as [batch, outer, count, inner]. */
interface GatherView {
  readonly batch: number
  readonly outer: number
  readonly extent: number
  readonly inner: number
  readonly count: number
}

function viewGather(x: Shape, indices: Shape, { axis, batchDims }: GatherAttributes): GatherView {
  return {
    batch: sizeOf(x.slice(0, batchDims)),
    outer: sizeOf(x.slice(batchDims, axis)),
    extent: x[axis]!,
    inner: sizeOf(x.slice(axis + 1)),
    count: sizeOf(indices.slice(batchDims)),
  }
}

/** Calls `visit` for every run of `inner` elements whose index is in range: where it lies in x, and where among the gathered. */
function forEachRun(
  x: Value,
  indices: Value,
  attributes: GatherAttributes,
  visit: (at: number, gathered: number, length: number) => void,
) {
  const { batch, outer, extent, inner, count } = viewGather(x.shape, indices.shape, attributes)
  for (let row = 0; row < batch * outer; row++) {
    const firstIndex = Math.floor(row / outer) * count
    for (let i = 0; i < count; i++) {
      const index = indices.data[firstIndex + i]!
      const isInside = index >= 0 && index < extent
      if (isInside) visit((row * extent + index) * inner, (row * count + i) * inner, inner)
    }
  }
}

/** Kernels of gather and scatterAdd. */
export const gatherKernels: KernelTable<'gather' | 'scatterAdd'> = {
  gather: (call) => {
    const [x, indices] = [operand(call, 0), operand(call, 1)]
    const type = result(call)
    const out = allocateHost(type.dtype, sizeOf(type.shape))
    forEachRun(x, indices, call.attributes, (at, gathered, length) => {
      for (let i = 0; i < length; i++) out[gathered + i] = x.data[at + i]!
    })
    return [out]
  },

  scatterAdd: (call) => {
    const [x, indices, updates] = [operand(call, 0), operand(call, 1), operand(call, 2)]
    const added = numbersOf(updates)
    // Floats add up in float64 and round once; integers wrap at every step, as their arrays do.
    const sums = isFloat(x.dtype) ? new Float64Array(numbersOf(x)) : numbersOf(x).slice()
    forEachRun(x, indices, call.attributes, (at, gathered, length) => {
      for (let i = 0; i < length; i++) sums[at + i]! += added[gathered + i]!
    })
    return [computed(result(call), (out) => out.set(sums))]
  },
}
