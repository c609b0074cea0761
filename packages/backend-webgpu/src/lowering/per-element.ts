/** Kernels with one invocation for each point of a shape. */
import { type Shape, sizeOf } from '@neurite/core'
import { groupsFor, type Lowered, type Task, workgroupSize } from '../kernel/task.ts'
import type { TaskWriter } from '../kernel/task-writer.ts'
import { pointOf } from './places.ts'

/** One task; `emit` is given the names of the point's indices, and its number in row-major order. */
export const perElementTask = (
  name: string,
  values: Pick<Task, 'reads' | 'writes'>,
  shape: Shape,
  emit: (code: TaskWriter, point: readonly string[], flat: string) => void,
): Task => ({
  name,
  ...values,
  workgroups: groupsFor(sizeOf(shape)),
  emit: (code) => {
    const flat = code.let(`group * ${workgroupSize} + lane`, 'at')
    code.line(`if (${flat} >= ${sizeOf(shape)}) { return; }`)
    emit(code, pointOf(code, flat, shape), flat)
  },
})

/** A lowering of one such task. */
export const perElement = (...task: Parameters<typeof perElementTask>): Lowered => ({ tasks: [perElementTask(...task)] })
