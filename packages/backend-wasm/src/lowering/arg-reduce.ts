/** Lowers argMax and argMin. */
import { type DType, sizeOf } from '@neurite/core'
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import { emitSelect, emitStays } from './beats.ts'
import { elementOf } from './element.ts'
import { kernel, type Lowering } from './kernel.ts'
import { scalarLane } from './lane/scalar-lane.ts'
import { fitsLanes, vectorLane } from './lane/vector-lane.ts'
import { type Block, type Line, loadPart, overLine, partLocals, storePart } from './line.ts'
import { advance, countedLoop } from './nest.ts'
import { cutOf, overParts, partsOf } from './parts.ts'
import { movedPointer, startOf } from './view.ts'

/** The most extreme elements so far, with their positions, one of each for every part of a block. */
interface Extremes {
  readonly best: readonly Local[]
  readonly positions: readonly Local[]
}

/** Goes along the axis from `pointer` on, in steps of so many bytes and `width` positions; each lane is for itself. */
function emitSearch(
  code: FunctionBuilder,
  block: Block,
  { pointer, dtype }: Line,
  greatest: boolean,
  { count, strideBytes, width }: { readonly count: number; readonly strideBytes: number; readonly width: number },
): Extremes {
  const { lane, parts } = block
  const [best, positions] = [partLocals(code, block, dtype), partLocals(code, block, 'int32')]
  const [value, here, stays] = [code.local(lane.type(dtype)), code.local(lane.type('int32')), code.local(lane.type('bool'))]
  const [from, index] = [{ pointer: movedPointer(code, pointer), dtype }, code.local('i32')]
  code.i32(0).set(index)
  for (const part of parts) {
    loadPart(code, block, part, from)
    code.set(best[part]!)
    lane.index(code, 'int32', index, width > 1 ? 1 : 0)
    code.set(positions[part]!)
  }
  countedLoop(code, count - 1, () => {
    advance(code, from.pointer, strideBytes)
    advance(code, index, width)
    lane.index(code, 'int32', index, width > 1 ? 1 : 0)
    code.set(here)
    for (const part of parts) {
      loadPart(code, block, part, from)
      code.set(value)
      emitStays(code, lane, dtype, greatest, value, best[part]!)
      code.set(stays)
      emitSelect(code, lane, dtype, stays, best[part]!, value)
      code.set(best[part]!)
      emitSelect(code, lane, 'int32', stays, positions[part]!, here)
      code.set(positions[part]!)
    }
  })
  return { best, positions }
}

/** Takes one more element into account: where two are equally extreme, the one at the lower position stays. */
function emitCandidate(
  code: FunctionBuilder,
  dtype: DType,
  greatest: boolean,
  [value, position]: readonly [Local, Local],
  [best, bestPosition]: readonly [Local, Local],
): void {
  emitStays(code, scalarLane, dtype, greatest, value, best)
  code.op('i32.eqz')
  emitStays(code, scalarLane, dtype, greatest, best, value)
  code.get(position, bestPosition).op('i32.lt_u', 'i32.and', 'i32.or')
  code.branch(undefined, () => code.get(value).set(best).get(position).set(bestPosition))
}

/** As long an axis is searched in four lanes at once, where its elements lie side by side. */
const leastSideBySide = 16

/** Leaves in a local the position of the extreme of elements side by side. */
function searchSideBySide(code: FunctionBuilder, x: Line, greatest: boolean, extent: number): Local {
  const { dtype } = x
  const { width } = vectorLane
  const sizeBytes = elementOf(dtype).sizeBytes
  const [best, bestPosition] = [code.local(scalarLane.type(dtype)), code.local('i32')]
  const [value, position] = [code.local(scalarLane.type(dtype)), code.local('i32')]
  const vectors = Math.floor(extent / width)
  const along = { count: vectors, strideBytes: width * sizeBytes, width }
  const extremes = emitSearch(code, { lane: vectorLane, parts: [0] }, x, greatest, along)
  // The element is read again: at the start of the line plus what the lane found.
  const take = (first: boolean): void => {
    const at = code.local('i32')
    code.get(x.pointer, position).i32(sizeBytes).op('i32.mul', 'i32.add').set(at)
    scalarLane.load(code, dtype, at, 0, 0)
    code.set(first ? best : value)
    if (first) code.get(position).set(bestPosition)
    else emitCandidate(code, dtype, greatest, [value, position], [best, bestPosition])
  }
  for (let lane = 0; lane < width; lane++) {
    code.get(extremes.positions[0]!).lane('i32x4.extract_lane', lane).set(position)
    take(lane === 0)
  }
  for (let rest = vectors * width; rest < extent; rest++) {
    code.i32(rest).set(position)
    take(false)
  }
  return bestPosition
}

/** Lowering of argMax and argMin. */
export const argReduce =
  (name: 'argMax' | 'argMin'): Lowering<'argMax' | 'argMin'> =>
  ({ attributes: { axis }, operands: [type] }) => {
    const { dtype, shape } = type!
    const [extent, line, outer] = [shape[axis]!, sizeOf(shape.slice(axis + 1)), sizeOf(shape.slice(0, axis))]
    const strideBytes = line * elementOf(dtype).sizeBytes
    const cut = cutOf([outer], extent * line)
    return kernel((frame) => {
      if (sizeOf(shape) === 0) return
      const { code, operands, results } = frame
      const x: Line = { pointer: startOf(code, operands[0]!), dtype }
      const out: Line = { pointer: startOf(code, results[0]!), dtype: 'int32' }
      const walks = [
        { pointer: x.pointer, strides: [extent * strideBytes] },
        { pointer: out.pointer, strides: [line * elementOf('int32').sizeBytes] },
      ]
      const isSideBySide = line === 1 && extent >= leastSideBySide && fitsLanes(dtype) && code.hasVectors
      overParts(frame, cut, [outer], walks, () => {
        if (isSideBySide) {
          scalarLane.store(code, 'int32', out.pointer, searchSideBySide(code, x, name === 'argMax', extent), 0, 0)
          return
        }
        overLine(code, line, [x, out], (block) => {
          const { positions } = emitSearch(code, block, x, name === 'argMax', { count: extent, strideBytes, width: 1 })
          positions.forEach((local, part) => storePart(code, block, part, out, local))
        })
      })
    }, partsOf(cut))
  }
