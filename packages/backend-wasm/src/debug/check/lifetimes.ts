/** When each value of a plan has to be in its place, told from its graph alone: the plan itself may be wrong. */
import type { Place } from '@neurite/compiler'
import { type Binding, scalarSlotBytes, type ValueId } from '@neurite/core'
import { sizeBytesOfType } from '../../lowering/view.ts'
import type { Plan } from '../../program/plan.ts'

/** A value that memory holds for some steps. */
export interface Held {
  readonly id: ValueId
  readonly place: Place
  readonly sizeBytes: number
  /** How many steps have run when it is there: those up to the one that computes it; 0 for parameters. */
  readonly from: number
  /** The last step that reads it, from 0; that behind the last one where it is a result, Infinity where nobody may overwrite it. */
  readonly until: number
}

/** What the plan's results become: the buffer that holds a value when all is done. */
export interface Target {
  readonly id: ValueId
  readonly buffer: number
}

/** Buffers are numbered without the scalars; results are those of states and outputs. */
function targetsOf({ bindings, graph: { results, rootOf } }: Plan): Target[] {
  const buffered = bindings.filter(({ role }) => role !== 'scalar')
  const written = buffered.flatMap(({ role }, buffer) => (role === 'input' ? [] : [buffer]))
  return written.map((buffer, i) => ({ id: rootOf(results[i]!), buffer }))
}

/** Bytes at the head of the arena that are there for the whole run: the addresses of buffers, and scalars. */
export const headBytes = ({ bindings, scalarsBytes }: Plan): number =>
  scalarsBytes + bindings.filter(({ role }) => role === 'scalar').length * scalarSlotBytes

/** All values of a plan, and where its results must be in the end. */
export function lifetimesOf(plan: Plan): { readonly held: readonly Held[]; readonly targets: readonly Target[] } {
  const { graph, bindings, placeOf } = plan
  const { calls, values, parameters, rootOf } = graph
  const until = new Map<ValueId, number>()
  calls.forEach(({ operands }, step) => operands.forEach((id) => until.set(rootOf(id), step)))
  for (const id of graph.results) until.set(rootOf(id), calls.length)
  const roles = bindings.filter(({ role }) => role !== 'output').map(({ role }: Binding) => role)
  roles.forEach((role, id) => {
    if (role !== 'state') until.set(id, Infinity)
  })
  const hold = (id: ValueId, from: number): Held => ({
    id,
    place: placeOf(id),
    sizeBytes: sizeBytesOfType(values[id]!),
    from,
    until: until.get(id) ?? from - 1,
  })
  const given = Array.from({ length: parameters }, (_, id) => hold(id, 0))
  return {
    held: [...given, ...calls.flatMap(({ results }, step) => results.map((id) => hold(id, step + 1)))],
    targets: targetsOf(plan),
  }
}
