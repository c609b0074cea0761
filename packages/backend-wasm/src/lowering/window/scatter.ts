/** Lowers windowScatter. */
import { sizeOf, type DType } from '@neurite/core'
import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts'
import { clearParts } from '../clear-parts.ts'
import { emitSelect } from '../beats.ts'
import { kernel, type Lowering } from '../kernel.ts'
import type { Lane } from '../lane/lane.ts'
import { type Block, type Line, loadPart, overLine, partLocals } from '../line.ts'
import { cutOf, partsOf } from '../parts.ts'
import { choose } from './choose.ts'
import { shareGiver } from './give-share.ts'
import { handDown } from './hand-down.ts'
import { overPositions, type Position, type Tap } from './over-positions.ts'
import { aloneAxes, areDisjoint, coverAll, windowsOf } from './windows.ts'

/** Names no tap. */
const nowhere = -1

/** Leaves what tells a tap from the others, in every lane. */
function emitId(code: FunctionBuilder, lane: Lane, { id }: Tap): void {
  if ('constant' in id) lane.literal(code, 'int32', id.constant)
  else lane.index(code, 'int32', id.local, 0)
}

/** Writes to every tap: the update where it was chosen, elsewhere zero. Where windows overlap, adds it to what is there. */
function spread(
  code: FunctionBuilder,
  block: Block,
  { overTaps }: Position,
  [g, out]: readonly [g: Line, out: Line],
  chosen: readonly Local[],
  adds: boolean,
): void {
  const { lane, parts } = block
  const { dtype } = g
  const updates = partLocals(code, block, dtype)
  const local = (type: DType): Local => code.local(lane.type(type))
  const [zero, share, tapId, isChosen] = [local(dtype), local(dtype), local('int32'), local('bool')]
  const give = shareGiver(code, block, out, share, adds)
  for (const part of parts) {
    loadPart(code, block, part, g)
    code.set(updates[part]!)
  }
  lane.literal(code, dtype, 0)
  code.set(zero)
  overTaps((tap) => {
    emitId(code, lane, tap)
    code.set(tapId)
    for (const part of parts) {
      lane.apply(
        code,
        'equal',
        [chosen[part]!, tapId].map((id) => ({ local: id, dtype: 'int32' as const })),
        'bool',
      )
      code.set(isChosen)
      emitSelect(code, lane, dtype, isChosen, updates[part]!, zero)
      code.set(share)
      give(part, tap.offset)
    }
  })
}

/** All taps, where they are written out. */
function knownTaps({ isUnrolled, overTaps }: Position): readonly Tap[] | undefined {
  if (!isUnrolled) return undefined
  const taps: Tap[] = []
  overTaps((tap) => taps.push(tap))
  return taps
}

/** Lowering of windowScatter: one position after another, so that overlapping windows add up in order. */
export const windowScatter: Lowering<'windowScatter'> = ({ attributes, operands: [keyType, gType] }) => {
  const windows = windowsOf(keyType!.shape, gType!.shape, attributes)
  const alone = aloneAxes(windows)
  const behind = sizeOf(windows.positions.slice(alone)) * windows.line * sizeOf(windows.window)
  const cut = cutOf(windows.positions.slice(0, alone), 2 * behind)
  const isDirect = areDisjoint(windows)
  return kernel((frame) => {
    const { code, operands, results } = frame
    const [keyView, gView, outView] = [operands[0]!, operands[1]!, results[0]!]
    if (!isDirect || !coverAll(windows)) clearParts(frame, cut, outView)
    overPositions(frame, cut, windows, [[keyView, outView], [gView]], (position) => {
      const [keys, out, g] = [...position.windowed, ...position.positioned]
      const taps = knownTaps(position)
      overLine(code, windows.line, [keys!, out!, g!], (block) => {
        if (taps) return handDown(code, block, taps, { keys: keys!, g: g!, out: out! }, !isDirect)
        const chosen = choose(code, block, position, keys!, {
          dtype: 'int32',
          none: nowhere,
          load: (tap) => emitId(code, block.lane, tap),
        })
        spread(code, block, position, [g!, out!], chosen, !isDirect)
      })
    })
  }, partsOf(cut))
}
