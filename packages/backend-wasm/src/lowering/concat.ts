/** Lowers concat, which writes its result from front to back. */
import { sizeOf } from '@neurite/core'
import type { Local } from '../assembler/function-builder.ts'
import { bytesPerOperation, emitCopyBytes } from './bytes.ts'
import { kernel, type Lowering } from './kernel.ts'
import { advance } from './nest.ts'
import { cutOf, overParts, partsOf } from './parts.ts'
import { movedPointer, sizeBytesOfType, startOf } from './view.ts'

/** Lowering of concat: a stretch of each operand after the other, for each index of the axes before. */
export const concat: Lowering<'concat'> = ({ attributes: { axis }, operands: types, results: [outType] }) => {
  const outer = outType!.shape.slice(0, axis)
  const bytesOf = types.map((type) => sizeBytesOfType({ ...type, shape: type.shape.slice(axis) }))
  const rowBytes = bytesOf.reduce((sum, bytes) => sum + bytes, 0)
  const cut = cutOf(outer, rowBytes / bytesPerOperation)
  return kernel((frame) => {
    const { code, operands, results } = frame
    const pointers = operands.map((x) => startOf(code, x))
    const target = startOf(code, results[0]!)
    const along = (pointer: Local, bytes: number) => ({
      pointer,
      strides: outer.map((_, i) => sizeOf(outer.slice(i + 1)) * bytes),
    })
    overParts(frame, cut, outer, [...pointers.map((pointer, i) => along(pointer, bytesOf[i]!)), along(target, rowBytes)], () => {
      const to = movedPointer(code, target)
      pointers.forEach((from, i) => {
        emitCopyBytes(code, to, from, bytesOf[i]!)
        advance(code, to, bytesOf[i]!)
      })
    })
  }, partsOf(cut))
}
