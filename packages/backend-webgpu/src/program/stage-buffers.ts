/** Tasks that reach more buffers than the device binds at a time read some of them from the arena, and write some by way of it. */
import type { ValueId } from '@neurite/core'
import type { ProgramTask } from './steps.ts'

/** How tasks keep to the limit. */
export interface Stages {
  /** Parameters that are copied to the arena at the start, as their buffers hold them, and the values that tasks read instead. */
  readonly staged: ReadonlyMap<ValueId, ValueId>
  /** Results that are copied to their buffers at the end. */
  readonly indirect: ReadonlySet<ValueId>
}

/** What is known of the values. */
export interface StageFacts {
  readonly parameters: number
  /** What a value needs a binding for, beside that of the arena. */
  readonly bindingOf: (id: ValueId) => number | string | undefined
  /** How many bindings there may be. */
  readonly most: number
}

/** @param stageFor - makes a value that stands for a parameter */
export function stageBuffers(
  tasks: readonly ProgramTask[],
  { parameters, bindingOf, most }: StageFacts,
  stageFor: (id: ValueId) => ValueId,
): Stages {
  const staged = new Map<ValueId, ValueId>()
  const indirect = new Set<ValueId>()
  const isIn = (id: ValueId, kept: ReadonlySet<unknown>): boolean => {
    const binding = bindingOf(id)
    return binding === undefined || kept.has(binding) || staged.has(id) || indirect.has(id)
  }
  for (const { reads, writes } of tasks) {
    const kept = new Set<unknown>()
    for (const id of [...writes, ...reads]) {
      if (isIn(id, kept)) continue
      if (kept.size < most) kept.add(bindingOf(id))
      else if (id < parameters) staged.set(id, stageFor(id))
      else indirect.add(id)
    }
  }
  return { staged, indirect }
}
