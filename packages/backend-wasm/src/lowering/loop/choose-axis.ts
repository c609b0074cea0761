/** Picks the loop whose neighbouring iterations share a vector. */
import { type LoopKernel, strideAlong } from '@neurite/compiler'
import { fitsLanes } from '../lane/vector-lane.ts'

/** The innermost kept loop (each lane another result), the innermost reduced one (each lane a part of a sum), or none. */
export function vectorAxisOf({ extents, kept, body, stores }: LoopKernel): number | undefined {
  const fits = body.every(({ dtype }) => fitsLanes(dtype)) && stores.every(({ dtype }) => fitsLanes(dtype))
  if (!fits) return undefined
  const accesses = [
    ...body.flatMap((instruction) => (instruction.op === 'load' ? [instruction.at] : [])),
    ...stores.map(({ at }) => at),
  ]
  const scattered = (axis: number): number => accesses.filter((at) => Math.abs(strideAlong(at, axis)) > 1).length
  const isLong = (axis: number): boolean => axis >= 0 && extents[axis]! >= 4
  const [outer, inner] = [kept - 1, extents.length - 1]
  const isMap = inner < kept
  if (isLong(outer) && (scattered(outer) === 0 || (isMap && scattered(outer) * 2 <= accesses.length))) return outer
  if (!isMap && isLong(inner) && scattered(inner) === 0) return inner
  return undefined
}
