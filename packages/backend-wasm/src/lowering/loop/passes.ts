/** What each pass over the reduced loops is for, and what is kept from one to the next. */
import type { InstructionId, LoopKernel, ScalarName, Store } from '@neurite/compiler'
import { sizeOf } from '@neurite/core'
import { closure, type Levels, levelsOf, operandsOf } from './levels.ts'

/** Reduced rows are kept between passes where computing them again would be slow. */
const slow: ReadonlySet<ScalarName> = new Set<ScalarName>([
  'exp',
  'expm1',
  'log',
  'log1p',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
  'sigmoid',
  'erf',
  'pow',
  'atan2',
  'mod',
])

/** Bytes that one element of a kept row takes, whatever lane it is in. */
export const slotBytes = 16

/** Instructions whose values are kept from one pass to the next: slow ones that several passes need. */
export function keptRows(kernel: LoopKernel): InstructionId[] {
  const levels = levelsOf(kernel)
  if (levels.passes < 2) return []
  const needs = Array.from({ length: levels.passes }, (_, pass) => new Set(neededIn(kernel, levels, pass, () => false)))
  return kernel.body.flatMap((instruction, id) => {
    const isSlow = instruction.op === 'apply' && slow.has(instruction.primitive) && levels.depth[id]! > kernel.kept
    return isSlow && needs.filter((need) => need.has(id)).length > 1 ? [id] : []
  })
}

/** Bytes of scratch that a kernel needs. */
export const loopScratchBytes = (kernel: LoopKernel): number =>
  keptRows(kernel).length * sizeOf(kernel.extents.slice(kernel.kept)) * slotBytes

/** Whether a store stands inside the reduced loops. */
export const isFullStore = ({ kept }: LoopKernel, { depth }: Levels, { instruction, at }: Store): boolean =>
  depth[instruction]! > kept || at.strides.length > kept

/** What a pass reduces or stores. */
export const goalsOf = (kernel: LoopKernel, levels: Levels, pass: number): { reductions: InstructionId[]; stores: Store[] } => ({
  reductions: kernel.body.flatMap((instruction, id) =>
    instruction.op === 'reduce' && levels.phase[id] === pass + 1 ? [id] : [],
  ),
  stores: kernel.stores.filter((store) => isFullStore(kernel, levels, store) && levels.phase[store.instruction] === pass),
})

/** Instructions inside the reduced loops that a pass needs. */
export function neededIn(
  kernel: LoopKernel,
  levels: Levels,
  pass: number,
  isKnown: (id: InstructionId) => boolean,
): InstructionId[] {
  const { reductions, stores } = goalsOf(kernel, levels, pass)
  const roots = [...reductions.flatMap((id) => operandsOf(kernel.body[id]!)), ...stores.map(({ instruction }) => instruction)]
  const isInner = (id: InstructionId): boolean => levels.depth[id]! > kernel.kept
  const visited = closure(kernel.body, roots, (id) => isInner(id))
  if (!visited.some(isKnown)) return visited
  const below = new Set<InstructionId>()
  const visit = (id: InstructionId): void => {
    if (below.has(id) || !isInner(id)) return
    below.add(id)
    if (!isKnown(id)) operandsOf(kernel.body[id]!).forEach(visit)
  }
  roots.forEach(visit)
  return [...below].sort((a, b) => a - b)
}
