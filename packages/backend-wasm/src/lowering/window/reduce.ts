/** Lowers windowSum and windowMax. */
import { sizeOf } from '@neurite/core'
import { kernel, type Lowering } from '../kernel.ts'
import { scalarLane } from '../lane/scalar-lane.ts'
import { loadPart, overLine, partLocals, storePart } from '../line.ts'
import { scalarAccumulator, vectorAccumulator } from '../loop/accumulator.ts'
import { cutOf, partsOf } from '../parts.ts'
import { overPositions } from './over-positions.ts'
import { windowsOf } from './windows.ts'

const reductions = { windowSum: 'reduceSum', windowMax: 'reduceMax' } as const

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
      overPositions(frame, cut, windows, [operands, results], ({ windowed: [source], positioned: [target], overTaps }) => {
        overLine(code, windows.line, [source!, target!], (block) => {
          const accumulatorOf = block.lane === scalarLane ? scalarAccumulator : vectorAccumulator
          const totals = block.parts.map(() => accumulatorOf(code, reductions[name], dtype))
          const values = partLocals(code, block, dtype)
          for (const total of totals) total.start()
          overTaps(({ offset }) =>
            totals.forEach((total, part) => {
              loadPart(code, block, part, source!, offset)
              code.set(values[part]!)
              total.add(values[part]!)
            }),
          )
          totals.forEach((total, part) => {
            total.finish()
            code.set(values[part]!)
            storePart(code, block, part, target!, values[part]!)
          })
        })
      })
    }, partsOf(cut))
  }
