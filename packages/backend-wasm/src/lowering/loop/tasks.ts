/** How loops are cut into tasks for threads: by the outermost loop. */
import type { LoopKernel } from '@neurite/compiler'
import { sizeOf } from '@neurite/core'
import { grain } from '../grain.ts'
import { vectorLane } from '../lane/vector-lane.ts'

/** Indices of the outermost loop that make a task; undefined where the whole kernel is too little for two. */
export function taskSizeOf({ extents, kept, body }: LoopKernel): number | undefined {
  if (kept === 0) return undefined
  const work = Math.max(1, sizeOf(extents.slice(1)) * body.length)
  const size = Math.ceil(grain.work / work / vectorLane.width) * vectorLane.width
  // Where the outermost loop may be the vectors', tasks start at a multiple of their width.
  const least = kept === 1 ? size : Math.max(1, Math.ceil(grain.work / work))
  return least * 2 <= extents[0]! ? least : undefined
}

/** Number of parts of a kernel that may run on different threads. */
export function loopTasks(kernel: LoopKernel): number | undefined {
  const size = taskSizeOf(kernel)
  return size === undefined ? undefined : Math.ceil(kernel.extents[0]! / size)
}
