/** Blocks whose place is known only at run time. */
import { allocateHost, type Shape, sizeOf, stridesOf } from '@neurite/core'
import type { Value } from '../../element/numbers.ts'
import { copyBlock, denseBlock } from '../../element/strided.ts'
import { type KernelTable, operand } from '../kernel.ts'

/** Where the block begins in x, after each start was clamped so that the block fits. */
function blockOffset(x: Shape, block: Shape, starts: readonly Value[]): number {
  const strides = stridesOf(x)
  return starts.reduce((offset, { data }, axis) => {
    const start = Math.min(Math.max(data[0]!, 0), x[axis]! - block[axis]!)
    return offset + start * strides[axis]!
  }, 0)
}

/** Kernels of dynamicSlice and dynamicUpdateSlice. */
export const dynamicSliceKernels: KernelTable<'dynamicSlice' | 'dynamicUpdateSlice'> = {
  dynamicSlice: (call) => {
    const { data, shape, dtype } = operand(call, 0)
    const { sizes } = call.attributes
    const out = allocateHost(dtype, sizeOf(sizes))
    const offset = blockOffset(shape, sizes, call.operands.slice(1))
    copyBlock(sizes, { data, offset, strides: stridesOf(shape) }, denseBlock(out, sizes))
    return [out]
  },

  dynamicUpdateSlice: (call) => {
    const [x, update] = [operand(call, 0), operand(call, 1)]
    const out = x.data.slice()
    const offset = blockOffset(x.shape, update.shape, call.operands.slice(2))
    copyBlock(update.shape, denseBlock(update.data, update.shape), { data: out, offset, strides: stridesOf(x.shape) })
    return [out]
  },
}
