/** Gives cells under a window their share of an update. */
import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts'
import { type Block, type Line, loadPart, storePart } from '../line.ts'

/** A function that writes a part's share to the cells at an offset; with `adds`, on top of what is there, which changes `share`. */
export function shareGiver(
  code: FunctionBuilder,
  block: Block,
  out: Line,
  share: Local,
  adds: boolean,
): (part: number, offset: number) => void {
  const { lane } = block
  const { dtype } = out
  const sum = code.local(lane.type(dtype))
  return (part, offset) => {
    if (adds) {
      loadPart(code, block, part, out, offset)
      code.set(sum)
      lane.apply(
        code,
        'add',
        [sum, share].map((local) => ({ local, dtype })),
        dtype,
      )
      code.set(share)
    }
    storePart(code, block, part, out, share, offset)
  }
}
