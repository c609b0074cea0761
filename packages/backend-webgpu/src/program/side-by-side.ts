/** Puts tasks that do not need one another into one dispatch: each costs the device a start, and small ones do not fill it. */
import type { Update } from '@neurite/compiler'
import type { ValueId } from '@neurite/core'
import { workgroupSize } from '../kernel/task.ts'
import type { ProgramTask } from './steps.ts'

/** What a dispatch may hold. */
export interface DispatchLimits {
  /** Storage bindings, beside that of the arena. */
  readonly bindings: number
  /** Bytes of workgroup memory. */
  readonly sharedBytes: number
}

/** What is known of tasks before they have places. */
export interface TaskFacts {
  /** What a value needs a binding for, beside that of the arena: equal ones share it. */
  readonly bindingOf: (id: ValueId) => number | string | undefined
  /** Bytes of workgroup memory. */
  readonly sharedBytesOf: (task: ProgramTask) => number
  /** States that results replace; both by the values that tasks name. */
  readonly updates: readonly Update[]
}

/** The round in which each task can run at the earliest: after what it reads is there, and what it replaces has been read. */
function roundsOf(tasks: readonly ProgramTask[], updates: readonly Update[]): number[] {
  const replaced = new Map(updates.map(({ parameter, result }) => [result, parameter]))
  const writtenIn = new Map<ValueId, number>()
  const readIn = new Map<ValueId, number>()
  return tasks.map(({ reads, writes }) => {
    const after = [
      ...reads.map((id) => writtenIn.get(id) ?? -1),
      // A temporary that several tasks write, one after another.
      ...writes.map((id) => Math.max(writtenIn.get(id) ?? -1, readIn.get(id) ?? -1)),
      ...writes.map((id) => readIn.get(replaced.get(id) ?? -1) ?? -1),
    ]
    const round = Math.max(-1, ...after) + 1
    for (const id of reads) readIn.set(id, Math.max(round, readIn.get(id) ?? -1))
    for (const id of writes) writtenIn.set(id, round)
    return round
  })
}

/** A dispatch in the making. */
class Together {
  readonly tasks: ProgramTask[] = []
  readonly #bindings = new Set<number | string>()
  #sharedBytes = 0

  /** Takes a task in, unless there is no room for it. */
  add(task: ProgramTask, { bindingOf, sharedBytesOf }: TaskFacts, limits: DispatchLimits): boolean {
    const own = [...task.reads, ...task.writes].map(bindingOf).filter((binding) => binding !== undefined)
    const bindings = new Set([...this.#bindings, ...own])
    const sharedBytes = this.#sharedBytes + sharedBytesOf(task)
    const fits = bindings.size <= limits.bindings && sharedBytes <= limits.sharedBytes
    const [first] = this.tasks
    const isAlike = !first || (first.task.size ?? workgroupSize) === (task.task.size ?? workgroupSize)
    if (first && !(fits && isAlike && !first.isAlone && !task.isAlone)) return false
    this.tasks.push(task)
    for (const binding of bindings) this.#bindings.add(binding)
    this.#sharedBytes = sharedBytes
    return true
  }
}

/** The tasks in the order in which they can run, those of one dispatch together. */
export function sideBySide(
  tasks: readonly ProgramTask[],
  facts: TaskFacts,
  limits: DispatchLimits,
): readonly (readonly ProgramTask[])[] {
  const rounds = roundsOf(tasks, facts.updates)
  const dispatches: Together[][] = []
  tasks.forEach((task, i) => {
    const round = (dispatches[rounds[i]!] ??= [])
    if (round.some((together) => together.add(task, facts, limits))) return
    const together = new Together()
    together.add(task, facts, limits)
    round.push(together)
  })
  return dispatches.flat().map((together) => together.tasks)
}
