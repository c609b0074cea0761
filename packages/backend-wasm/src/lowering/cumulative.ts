/** Lowers cumulative reductions: along the axis, forwards or backwards, storing before or after joining. */
import { sizeOf } from '@neurite/core'
import { elementOf } from './element.ts'
import { kernel, type Lowering } from './kernel.ts'
import { scalarLane } from './lane/scalar-lane.ts'
import { loadPart, overLine, partLocals, storePart } from './line.ts'
import { scalarAccumulator, vectorAccumulator } from './loop/accumulator.ts'
import { walkAxis } from './nest.ts'
import { cutOf, overParts, partsOf } from './parts.ts'
import { movedPointer, startOf } from './view.ts'

const reductionOf = { cumSum: 'reduceSum', cumProd: 'reduceProd', cumMax: 'reduceMax' } as const

type CumulativeName = keyof typeof reductionOf

/** Lowering of a cumulative reduction. */
export const cumulative =
  (name: CumulativeName): Lowering<CumulativeName> =>
  ({ attributes: { axis, reverse, exclusive }, operands: [type] }) => {
    const { dtype, shape } = type!
    const [extent, line] = [shape[axis]!, sizeOf(shape.slice(axis + 1))]
    const outer = sizeOf(shape.slice(0, axis))
    const lineBytes = line * elementOf(dtype).sizeBytes
    const stride = reverse ? -lineBytes : lineBytes
    const start = reverse ? (extent - 1) * line : 0
    const cut = cutOf([outer], extent * line)
    return kernel((frame) => {
      if (sizeOf(shape) === 0) return
      const { code, operands, results } = frame
      const [source, target] = [operands[0]!, results[0]!].map((view) => ({
        pointer: startOf(code, { ...view, offset: start }),
        dtype,
      }))
      const walks = [source!, target!].map(({ pointer }) => ({ pointer, strides: [extent * lineBytes] }))
      overParts(frame, cut, [outer], walks, () =>
        overLine(code, line, [source!, target!], (block) => {
          const accumulatorOf = block.lane === scalarLane ? scalarAccumulator : vectorAccumulator
          const totals = block.parts.map(() => accumulatorOf(code, reductionOf[name], dtype))
          const values = partLocals(code, block, dtype)
          const [from, to] = [source!, target!].map(({ pointer }) => ({ pointer: movedPointer(code, pointer), dtype }))
          const join = (): void =>
            totals.forEach((total, part) => {
              loadPart(code, block, part, from!)
              code.set(values[part]!)
              total.add(values[part]!)
            })
          for (const total of totals) total.start()
          const moves = [from!, to!].map(({ pointer }) => ({ pointer, stride }))
          walkAxis(code, extent, moves, () => {
            if (!exclusive) join()
            totals.forEach((total, part) => {
              total.finish()
              code.set(values[part]!)
              storePart(code, block, part, to!, values[part]!)
            })
            if (exclusive) join()
          })
        }),
      )
    }, partsOf(cut))
  }
