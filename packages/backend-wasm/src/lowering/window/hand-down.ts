/** Hands updates to the cells that have the first greatest keys under a window whose taps are known when the code is emitted. */
import type { DType } from '@neurite/core'
import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts'
import { emitSelect, emitStays } from '../beats.ts'
import type { Lane } from '../lane/lane.ts'
import { scalarLane } from '../lane/scalar-lane.ts'
import { type Block, type Line, loadPart } from '../line.ts'
import { shareGiver } from './give-share.ts'
import type { Tap } from './over-positions.ts'

/** Lines of what the window moves over, and of the updates. */
export interface Lines {
  readonly keys: Line
  readonly g: Line
  readonly out: Line
}

/** Leaves `value` where `condition` is what is wanted, and zero elsewhere. */
function emitWhere(code: FunctionBuilder, lane: Lane, dtype: DType, value: Local, condition: Local, wanted: boolean): void {
  if (lane !== scalarLane) {
    code.get(value, condition).op(wanted ? 'v128.and' : 'v128.andnot')
    return
  }
  const zero = code.local(lane.type(dtype))
  lane.literal(code, dtype, 0)
  code.set(zero)
  emitSelect(code, lane, dtype, condition, wanted ? value : zero, wanted ? zero : value)
}

/**
 * Writes to every tap: the update where its key comes first among the greatest, elsewhere zero; with `adds`, on top of what is
 * there.
 *
 * On the way up, each tap but the first notes where the best key before it stays the best. On the way down, each takes the update
 * where it does not, and leaves it to those before where it does.
 */
export function handDown(
  code: FunctionBuilder,
  block: Block,
  taps: readonly Tap[],
  { keys, g, out }: Lines,
  adds: boolean,
): void {
  const { lane, parts } = block
  const { dtype } = g
  const local = (type: DType): Local => code.local(lane.type(type))
  const [best, key, update, share] = [local(keys.dtype), local(keys.dtype), local(dtype), local(dtype)]
  const stays = taps.map(() => local('bool'))
  const give = shareGiver(code, block, out, share, adds)
  // Part by part: all the masks of one part have room in registers.
  for (const part of parts) {
    taps.forEach(({ offset }, i) => {
      loadPart(code, block, part, keys, offset)
      code.set(i === 0 ? best : key)
      if (i === 0) return
      emitStays(code, lane, keys.dtype, true, key, best)
      code.set(stays[i]!)
      if (i === taps.length - 1) return
      emitSelect(code, lane, keys.dtype, stays[i]!, best, key)
      code.set(best)
    })
    loadPart(code, block, part, g)
    code.set(update)
    for (let i = taps.length - 1; i > 0; i--) {
      emitWhere(code, lane, dtype, update, stays[i]!, false)
      code.set(share)
      give(part, taps[i]!.offset)
      emitWhere(code, lane, dtype, update, stays[i]!, true)
      code.set(update)
    }
    code.get(update).set(share)
    give(part, taps[0]!.offset)
  }
}
