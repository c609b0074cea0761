/** How much workgroup memory a task declares. */
import { InternalError } from '@neurite/core'
import type { Task } from './task.ts'
import { TaskWriter } from './task-writer.ts'

const scalarBytes: Readonly<Record<string, number>> = { f32: 4, i32: 4, u32: 4, f16: 2, bool: 4 }

/** Bytes of a WGSL type of workgroup memory: scalars, vectors and arrays of them. */
export function typeBytes(type: string): number {
  const array = /^array<(.*), *(\d+)u?>$/.exec(type)
  if (array) return typeBytes(array[1]!) * Number(array[2])
  const vector = /^vec([234])<(\w+)>$/.exec(type)
  // Vectors of three are as wide as those of four.
  if (vector) return (vector[1] === '2' ? 2 : 4) * typeBytes(vector[2]!)
  const bytes = scalarBytes[type]
  if (bytes === undefined) throw new InternalError(`webgpu: the size of ${type} is not known`)
  return bytes
}

/** Bytes of all that a task shares among its workgroup. */
export function sharedBytesOf(task: Task): number {
  const writer = new TaskWriter()
  task.emit(writer)
  return writer.shared.reduce((sum, { type }) => sum + typeBytes(type), 0)
}
