/** Lowers gather. */
import { bytesPerOperation, emitCopyBytes } from './bytes.ts'
import { elementOf } from './element.ts'
import { kernel, type Lowering } from './kernel.ts'
import { extentsOf, overLines } from './over-lines.ts'
import { cutOf, partsOf } from './parts.ts'

/** Lowering of gather. */
export const gather: Lowering<'gather'> = ({ attributes, operands: [x, indices] }) => {
  const extents = extentsOf(x!.shape, indices!.shape, attributes)
  const lineBytes = extents.line * elementOf(x!.dtype).sizeBytes
  // A look-up takes some operations, however short the line.
  const cut = cutOf([extents.batch, extents.outer, extents.count], 4 + lineBytes / bytesPerOperation)
  return kernel((frame) => {
    const { code, operands, results } = frame
    overLines(
      frame,
      cut,
      extents,
      [operands[0]!, operands[1]!, results[0]!],
      (pointers) => emitCopyBytes(code, pointers.line, pointers.x, lineBytes),
      (pointers) => code.get(pointers.line).i32(0).i32(lineBytes).fillMemory(),
    )
  }, partsOf(cut))
}
