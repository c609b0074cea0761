/** Lowers windowSelect. */
import { sizeOf } from '@neurite/core'
import { kernel, type Lowering } from '../kernel.ts'
import { loadPart, overLine, storePart } from '../line.ts'
import { cutOf, partsOf } from '../parts.ts'
import { choose } from './choose.ts'
import { overPositions } from './over-positions.ts'
import { windowsOf } from './windows.ts'

/** Lowering of windowSelect: goes on with the element of x beside the greatest key so far. */
export const windowSelect: Lowering<'windowSelect'> = ({ attributes, operands: [keyType], results: [outType] }) => {
  const windows = windowsOf(keyType!.shape, outType!.shape, attributes)
  const cut = cutOf(windows.positions, windows.line * sizeOf(windows.window))
  return kernel((frame) => {
    const { code, operands, results } = frame
    overPositions(frame, cut, windows, [operands, results], (position) => {
      const [keys, x, out] = [...position.windowed, ...position.positioned]
      overLine(code, windows.line, [keys!, x!, out!], (block) => {
        const chosen = choose(code, block, position, keys!, {
          dtype: x!.dtype,
          none: 0,
          load: ({ offset }, part) => loadPart(code, block, part, x!, offset),
        })
        chosen.forEach((value, part) => storePart(code, block, part, out!, value))
      })
    })
  }, partsOf(cut))
}
