/** Finds, in each lane, the first greatest key under a window, and something that goes with it. */
import type { DType } from '@neurite/core'
import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts'
import { emitSelect, emitStays } from '../beats.ts'
import { type Block, type Line, loadPart, partLocals } from '../line.ts'
import type { Position, Tap } from './over-positions.ts'

/** What is kept of the tap that has the greatest key. */
export interface Candidate {
  readonly dtype: DType
  /** What is left where nothing lies under the window. */
  readonly none: number
  /** Leaves the candidate of a tap. */
  readonly load: (tap: Tap, part: number) => void
}

/** @returns locals with the chosen candidate of each part of the block */
export function choose(
  code: FunctionBuilder,
  block: Block,
  { isUnrolled, overTaps }: Position,
  keys: Line,
  candidate: Candidate,
): readonly Local[] {
  const { lane, parts } = block
  const [best, chosen] = [partLocals(code, block, keys.dtype), partLocals(code, block, candidate.dtype)]
  const [value, next] = [code.local(lane.type(keys.dtype)), code.local(lane.type(candidate.dtype))]
  const [stays, isLater] = [code.local(lane.type('bool')), code.local(lane.type('bool'))]
  if (!isUnrolled) {
    lane.literal(code, 'bool', 0)
    code.set(isLater)
    for (const local of chosen) {
      lane.literal(code, candidate.dtype, candidate.none)
      code.set(local)
    }
  }
  const compare = (part: number): void => {
    emitStays(code, lane, keys.dtype, true, value, best[part]!)
    code.set(stays)
    if (isUnrolled) return
    lane.apply(
      code,
      'logicalAnd',
      [stays, isLater].map((local) => ({ local, dtype: 'bool' as const })),
      'bool',
    )
    code.set(stays)
  }
  overTaps((tap) => {
    for (const part of parts) {
      loadPart(code, block, part, keys, tap.offset)
      code.set(tap.isFirst ? best[part]! : value)
      candidate.load(tap, part)
      code.set(tap.isFirst ? chosen[part]! : next)
      if (tap.isFirst) continue
      compare(part)
      emitSelect(code, lane, keys.dtype, stays, best[part]!, value)
      code.set(best[part]!)
      emitSelect(code, lane, candidate.dtype, stays, chosen[part]!, next)
      code.set(chosen[part]!)
    }
    if (isUnrolled) return
    lane.literal(code, 'bool', 1)
    code.set(isLater)
  })
  return chosen
}
