/** Lowers windowSum and windowMax. */
import { type DType, sizeOf } from '@neurite/core'
import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts'
import { elementOf } from '../element.ts'
import { kernel, type Lowering } from '../kernel.ts'
import { scalarLane } from '../lane/scalar-lane.ts'
import { type Block, type Line, loadPart, overLine, partLocals, storePart } from '../line.ts'
import { scalarAccumulator, vectorAccumulator } from '../loop/accumulator.ts'
import { cutOf, partsOf } from '../parts.ts'
import { overPositions, type Position } from './over-positions.ts'
import { windowsOf } from './windows.ts'

/** Emits what becomes of the cells under a window, in locals: one for each part of the block. */
type Reduction = (code: FunctionBuilder, block: Block, position: Position, source: Line, dtype: DType) => readonly Local[]

const sums: Reduction = (code, block, { overTaps }, source, dtype) => {
  const accumulatorOf = block.lane === scalarLane ? scalarAccumulator : vectorAccumulator
  const totals = block.parts.map(() => accumulatorOf(code, 'reduceSum', dtype))
  const values = partLocals(code, block, dtype)
  for (const total of totals) total.start()
  overTaps(({ offset }) =>
    totals.forEach((total, part) => {
      loadPart(code, block, part, source, offset)
      code.set(values[part]!)
      total.add(values[part]!)
    }),
  )
  totals.forEach((total, part) => {
    total.finish()
    code.set(values[part]!)
  })
  return values
}

const greatest: Reduction = (code, block, { isUnrolled, overTaps }, source, dtype) => {
  const { lane, parts } = block
  const [best, value] = [partLocals(code, block, dtype), code.local(lane.type(dtype))]
  if (!isUnrolled) {
    for (const local of best) {
      lane.literal(code, dtype, elementOf(dtype).lowest)
      code.set(local)
    }
  }
  overTaps(({ offset, isFirst }) => {
    for (const part of parts) {
      loadPart(code, block, part, source, offset)
      if (!isFirst) {
        const operands = [best[part]!, value].map((local) => ({ local, dtype }))
        code.set(value)
        lane.apply(code, 'max', operands, dtype)
      }
      code.set(best[part]!)
    }
  })
  return best
}

const reductions = { windowSum: sums, windowMax: greatest } as const

type WindowReduceName = keyof typeof reductions

/** Lowering of windowSum and windowMax. */
export const windowReduce =
  (name: WindowReduceName): Lowering<WindowReduceName> =>
  ({ attributes, operands: [xType], results: [outType] }) => {
    const { dtype } = xType!
    const windows = windowsOf(xType!.shape, outType!.shape, attributes)
    const cut = cutOf(windows.positions, windows.line * sizeOf(windows.window))
    return kernel((frame) => {
      const { code, operands, results } = frame
      overPositions(frame, cut, windows, [operands, results], (position) => {
        const [source, target] = [...position.windowed, ...position.positioned]
        overLine(code, windows.line, [source!, target!], (block) => {
          const values = reductions[name](code, block, position, source!, dtype)
          values.forEach((value, part) => storePart(code, block, part, target!, value))
        })
      })
    }, partsOf(cut))
  }
