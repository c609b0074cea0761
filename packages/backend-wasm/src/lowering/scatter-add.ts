/** Lowers scatterAdd. */
import type { FunctionBuilder } from '../assembler/function-builder.ts'
import { emitCopy } from './copy.ts'
import { kernel, type Lowering } from './kernel.ts'
import { type Line, loadPart, overLine, partLocals, storePart } from './line.ts'
import { extentsOf, overLines } from './over-lines.ts'

/** Adds one line to another. */
function emitAddLine(code: FunctionBuilder, length: number, target: Line, update: Line): void {
  const { dtype } = target
  overLine(code, length, [target, update], (block) => {
    const [sums, updates] = [partLocals(code, block, dtype), partLocals(code, block, dtype)]
    for (const part of block.parts) {
      loadPart(code, block, part, target)
      code.set(sums[part]!)
      loadPart(code, block, part, update)
      code.set(updates[part]!)
      block.lane.apply(
        code,
        'add',
        [sums[part]!, updates[part]!].map((local) => ({ local, dtype })),
        dtype,
      )
      code.set(sums[part]!)
      storePart(code, block, part, target, sums[part]!)
    }
  })
}

/** Lowering of scatterAdd: x copied, then one update after another, so that repeated indices add up in order. */
export const scatterAdd: Lowering<'scatterAdd'> = ({ attributes, operands: [x, indices] }) => {
  const { dtype } = x!
  const extents = extentsOf(x!.shape, indices!.shape, attributes)
  return kernel((frame) => {
    const { code, operands, results } = frame
    const out = results[0]!
    emitCopy(code, operands[0]!, out)
    overLines(frame, undefined, extents, [out, operands[1]!, operands[2]!], (pointers) =>
      emitAddLine(code, extents.line, { pointer: pointers.x, dtype }, { pointer: pointers.line, dtype }),
    )
  })
}
