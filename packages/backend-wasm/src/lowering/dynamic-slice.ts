/** Lowers dynamicSlice and dynamicUpdateSlice: a block whose place is known only when the program runs. */
import type { Shape } from '@neurite/core'
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import { emitCopy } from './copy.ts'
import { kernel, type Lowering } from './kernel.ts'
import { byteStrides, type View } from './view.ts'

/** Leaves the start, clamped to 0 to `last`, in a local. */
function clampedStart(code: FunctionBuilder, start: View, last: number): Local {
  const position = code.local('i32')
  code.get(start.pointer).access('i32.load').set(position)
  code.get(position).i32(0).get(position).i32(0).op('i32.gt_s', 'select').set(position)
  code.get(position).i32(last).get(position).i32(last).op('i32.lt_s', 'select').set(position)
  return position
}

/** The block of `sizes` in `view` at the clamped starts. */
function blockView(code: FunctionBuilder, view: View, starts: readonly View[], sizes: Shape): View {
  const pointer = code.local('i32')
  code.get(view.pointer).set(pointer)
  byteStrides(view).forEach((stride, axis) => {
    const start = clampedStart(code, starts[axis]!, view.shape[axis]! - sizes[axis]!)
    code.get(pointer, start).i32(stride).op('i32.mul', 'i32.add').set(pointer)
  })
  return { ...view, pointer, shape: sizes }
}

/** Lowering of dynamicSlice. */
export const dynamicSlice: Lowering<'dynamicSlice'> = ({ attributes: { sizes } }) =>
  kernel(({ code, operands: [x, ...starts], results: [out] }) => emitCopy(code, blockView(code, x!, starts, sizes), out!))

/** Lowering of dynamicUpdateSlice. */
export const dynamicUpdateSlice: Lowering<'dynamicUpdateSlice'> = () =>
  kernel(({ code, operands: [x, update, ...starts], results: [out] }) => {
    emitCopy(code, x!, out!)
    emitCopy(code, update!, blockView(code, out!, starts, update!.shape))
  })
