/** Makes loop nests as shallow as they can be: neighbouring loops that every access crosses as if they were one become one. */
import { type Affine, renameAxes, strideAlong } from '../index-map/affine.ts'
import type { Instruction, Loops } from './kernel.ts'

const placesOf = ({ body, stores }: Loops): Affine[] => [
  ...body.flatMap((instruction) => ('at' in instruction ? [instruction.at] : [])),
  ...stores.map(({ at }) => at),
]

/** For each loop, the loop that it becomes part of. */
function mergedPlaces(loops: Loops, parts: readonly number[], others: readonly Affine[]): number[] {
  const accesses = [...placesOf(loops), ...others]
  const places: number[] = []
  loops.extents.forEach((extent, axis) => {
    const joins =
      axis > 0 && !parts.includes(axis) && accesses.every((at) => strideAlong(at, axis - 1) === strideAlong(at, axis) * extent)
    places.push(axis === 0 ? 0 : places[axis - 1]! + (joins ? 0 : 1))
  })
  return places
}

/** What has become of loops, of where their parts begin, and of accesses beside theirs. */
export interface Merged {
  readonly loops: Loops
  readonly parts: readonly number[]
  readonly others: readonly Affine[]
}

/**
 * The same loops, merged.
 *
 * @param parts - loops that must not become one with the loop before them
 * @param others - further accesses that must cross merged loops as one
 * @returns the loops, where each of `parts` is now, and the others
 */
export function mergeLoops(loops: Loops, parts: readonly number[], others: readonly Affine[] = []): Merged {
  const places = mergedPlaces(loops, parts, others)
  const extents: number[] = []
  loops.extents.forEach((extent, axis) => (extents[places[axis]!] = (extents[places[axis]!] ?? 1) * extent))
  if (extents.length === loops.extents.length) return { loops, parts, others }
  // Of merged loops the innermost, which comes last, has the stride of the whole.
  const merge = (at: Affine): Affine => renameAxes(at, places)
  const body = loops.body.map((instruction): Instruction =>
    'at' in instruction ? { ...instruction, at: merge(instruction.at) } : instruction,
  )
  const stores = loops.stores.map((store) => ({ ...store, at: merge(store.at) }))
  return {
    loops: { extents, body, stores },
    parts: parts.map((axis) => places[axis] ?? extents.length),
    others: others.map(merge),
  }
}
