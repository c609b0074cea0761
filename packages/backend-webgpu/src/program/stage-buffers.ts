/** Tasks that reach more buffers than the device binds at a time read some of them from the arena, and write some by way of it. */
import type { TensorType, ValueId } from '@neurite/core'
import type { ProgramTask } from './plan.ts'

/** Tasks with the types of all their values. */
export interface TypedTasks {
  readonly tasks: readonly ProgramTask[]
  readonly types: readonly TensorType[]
}

/** The same tasks within the limit. */
export interface StagedTasks extends TypedTasks {
  /** Parameters that are copied to the arena at the start, as their buffers hold them. */
  readonly staged: readonly { readonly from: ValueId; readonly to: ValueId }[]
  /** Results that are copied to their buffers at the end. */
  readonly indirect: ReadonlySet<ValueId>
}

/**
 * @param bindingOf - what a value needs a binding for, beside that of the arena
 * @param most - how many there may be
 */
export function stageBuffers(
  { tasks, types }: TypedTasks,
  parameters: number,
  bindingOf: (id: ValueId) => number | string | undefined,
  most: number,
): StagedTasks {
  const stages = new Map<ValueId, ValueId>()
  const indirect = new Set<ValueId>()
  const isIn = (id: ValueId, kept: ReadonlySet<unknown>): boolean => {
    const binding = bindingOf(id)
    return binding === undefined || kept.has(binding) || stages.has(id) || indirect.has(id)
  }
  for (const { reads, writes } of tasks) {
    const kept = new Set<unknown>()
    for (const id of [...writes, ...reads]) {
      if (isIn(id, kept)) continue
      if (kept.size < most) kept.add(bindingOf(id))
      else if (id < parameters) stages.set(id, types.length + stages.size)
      else indirect.add(id)
    }
  }
  const staged = [...stages].map(([from, to]) => ({ from, to }))
  return {
    tasks: tasks.map((task) => ({ ...task, reads: task.reads.map((id) => stages.get(id) ?? id) })),
    types: [...types, ...staged.map(({ from }) => types[from]!)],
    staged,
    indirect,
  }
}
