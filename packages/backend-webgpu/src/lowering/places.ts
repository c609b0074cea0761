/** Affine places as WGSL expressions, and points of loops from flat numbers. */
import type { Affine } from '@neurite/compiler'
import type { TaskWriter } from '../kernel/task-writer.ts'

/** A place by the names of the loops' indices. */
export function placeText({ offset, strides }: Affine, indices: readonly string[]): string {
  const terms = strides.flatMap((stride, axis) => {
    if (stride === 0) return []
    return [stride === 1 ? indices[axis]! : `${indices[axis]!} * ${stride}`]
  })
  if (offset !== 0 || terms.length === 0) terms.push(String(offset))
  return terms.join(' + ')
}

/** Names of the indices of a point, given its number in row-major order over the extents. */
export function pointOf(code: TaskWriter, flat: string, extents: readonly number[]): string[] {
  let rest = flat
  const indices: string[] = []
  for (let axis = extents.length - 1; axis >= 0; axis -= 1) {
    const extent = extents[axis]!
    if (axis === 0) indices.unshift(rest)
    else {
      indices.unshift(code.let(`${rest} % ${extent}`, 'p'))
      rest = code.let(`${rest} / ${extent}`, 'q')
    }
  }
  return indices
}
