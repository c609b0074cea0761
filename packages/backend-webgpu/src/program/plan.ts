/** From a program to what an encoder is told: kernels, their tasks, the place of every value, and the modules that run them. */
import {
  compileGraph,
  type Copy,
  type KernelGraph,
  type MemoryPlan,
  type Place,
  type PlannedStep,
  planMemory,
  updatesOf,
} from '@neurite/compiler'
import { type Binding, type DType, type Program, sizeBytesOf, sizeOf, type TensorType, type ValueId } from '@neurite/core'
import { sharedBytesOf } from '../kernel/shared-bytes.ts'
import type { Slot } from '../kernel/module-text.ts'
import { packTask, wordsTask } from '../lowering/pack.ts'
import { type Arguments, type Dispatch, DispatchBuilder, groupsAlong, isSmallType } from './dispatch.ts'
import { type DispatchLimits, sideBySide } from './side-by-side.ts'
import { stageBuffers } from './stage-buffers.ts'
import { type Gate, type HostStep, type ProgramTask, type Step, StepWriter, tasksIn } from './steps.ts'

/** A value and where it is when the program runs. */
export interface HostValue {
  readonly type: TensorType
  readonly place: Place
  /** Whether it lies there as its tensor's bytes; else each element has a word. */
  readonly isDense: boolean
}

/** What the encoder is told. */
export type Action =
  /** To run a dispatch, by its number; one of a gate as its arguments say, which begin so many bytes behind those of the first. */
  | { readonly dispatch: number; readonly argumentsBytes?: number }
  /** To copy bytes as they are. */
  | { readonly copy: Copy & { readonly sizeBytes: number } }
  /** To repeat actions, as long as a flag is up where there is one. */
  | { readonly repeat: number; readonly going?: HostValue; readonly actions: readonly Action[] }
  /** To stop, and let a function of the host go on, if the flag of the gate is up. */
  | {
      readonly host: string
      readonly flag?: HostValue
      readonly operands: readonly HostValue[]
      readonly results: readonly HostValue[]
    }

/** A program without addresses. */
export interface Plan {
  readonly graph: KernelGraph
  readonly memory: MemoryPlan
  readonly dispatches: readonly Dispatch[]
  /** In the order in which they run. */
  readonly actions: readonly Action[]
  /** Room for the arguments of gated dispatches. */
  readonly argumentsBytes: number
}

/** In the arena each element has a word. */
const arenaBytesOf = ({ shape }: TensorType): number => sizeOf(shape) * 4

const isPackedType = (dtype: DType): boolean => sizeBytesOf(dtype) < 4

/** A step whose tasks have found one another. */
type Grouped =
  | { readonly together: readonly ProgramTask[]; readonly gate: Gate | undefined }
  | {
      readonly count: number
      readonly going: ValueId | undefined
      readonly kept: readonly ValueId[]
      readonly steps: readonly Grouped[]
    }
  | { readonly host: HostStep; readonly gate: Gate | undefined }

/** Puts tasks that stand next to one another into dispatches. */
function group(
  steps: readonly Step[],
  together: (tasks: readonly ProgramTask[]) => readonly (readonly ProgramTask[])[],
): Grouped[] {
  const walk = (inner: readonly Step[], gate: Gate | undefined): Grouped[] => {
    const done: Grouped[] = []
    let tasks: ProgramTask[] = []
    const flush = (): void => {
      for (const one of together(tasks)) done.push({ together: one, gate })
      tasks = []
    }
    for (const step of inner) {
      if ('task' in step) {
        tasks.push(step)
        continue
      }
      flush()
      if ('host' in step) done.push({ host: step, gate })
      else if ('gate' in step) done.push(...walk(step.steps, step.gate))
      else done.push({ count: step.count, going: step.going, kept: step.kept, steps: walk(step.steps, gate) })
    }
    flush()
    return done
  }
  return walk(steps, undefined)
}

/** Steps in a row, as the memory plan sees them: what a loop needs more than once lives from before it to behind it. */
function plannedSteps(grouped: readonly Grouped[], isPlanned: (id: ValueId) => boolean): PlannedStep[] {
  return grouped.flatMap((step): PlannedStep[] => {
    if ('together' in step) return [stepOf(step.together, isPlanned)]
    if ('host' in step) {
      const flag = step.gate ? [step.gate.flag] : []
      return [{ operands: [...step.host.operands, ...flag], results: step.host.results, mayReplace: () => false }]
    }
    const inner = plannedSteps(step.steps, isPlanned)
    const written = new Set(inner.flatMap(({ results }) => results))
    const fromOutside = inner.flatMap(({ operands }) => operands).filter((id) => !written.has(id))
    return [
      { operands: [], results: step.kept, mayReplace: () => false },
      ...inner,
      { operands: [...new Set([...step.kept, ...fromOutside])], results: [], mayReplace: () => false },
    ]
  })
}

/** A dispatch as the memory plan sees it: its tasks run at the same time. */
const stepOf = (together: readonly ProgramTask[], isPlanned: (id: ValueId) => boolean): PlannedStep => ({
  operands: together.flatMap(({ reads }) => reads),
  results: [...new Set(together.flatMap(({ writes }) => writes))].filter(isPlanned),
  mayReplace: (result, operand) =>
    together.every(({ task, reads, writes }) => {
      const write = writes.indexOf(result)
      return reads.every((id, read) => id !== operand || (write >= 0 && (task.inPlace?.(write, read) ?? false)))
    }),
})

/** What a value needs a binding for when it has no place yet: a buffer of its own, or the small tensors'; nothing in the arena. */
function bindingsOfValues(
  { parameters, results, rootOf }: KernelGraph,
  bindings: readonly Binding[],
): (id: ValueId) => number | 'small' | undefined {
  const known = new Map<ValueId, number | 'small'>()
  let [parameter, buffer, result] = [0, 0, 0]
  for (const { role, type } of bindings) {
    if (role === 'scalar') {
      parameter += 1
      continue
    }
    const key = isSmallType(type) ? 'small' : buffer
    if (role !== 'output') known.set(parameter++, key)
    if (role !== 'input') {
      const id = rootOf(results[result++]!)
      if (id >= parameters) known.set(id, key)
    }
    buffer += 1
  }
  return (id) => known.get(id)
}

/** The dispatches of each gate and where their arguments are. */
class GateTable {
  readonly #counts = new Map<ValueId, number[]>()
  readonly #starts = new Map<ValueId, number>()
  argumentsBytes = 0

  constructor(grouped: readonly Grouped[]) {
    this.#collect(grouped)
    for (const [id, counts] of this.#counts) {
      this.#starts.set(id, this.argumentsBytes)
      this.argumentsBytes += counts.length * 4
    }
  }

  #collect(grouped: readonly Grouped[]): void {
    for (const step of grouped) {
      if ('steps' in step) this.#collect(step.steps)
      else if ('together' in step && step.gate) {
        const counts = this.#counts.get(step.gate.counts) ?? []
        counts.push(...groupsAlong(step.together.reduce((sum, { task }) => sum + task.workgroups, 0)))
        this.#counts.set(step.gate.counts, counts)
      }
    }
  }

  /** Where the arguments of the next dispatch of a gate are; dispatches come in the order in which they were given. */
  readonly #taken = new Map<ValueId, number>()
  next({ counts }: Gate): number {
    const taken = this.#taken.get(counts) ?? 0
    this.#taken.set(counts, taken + 1)
    return this.#starts.get(counts)! + taken * 12
  }

  argumentsOf(id: ValueId): Arguments {
    return { argumentsBytes: this.#starts.get(id) ?? 0, counts: this.#counts.get(id) ?? [] }
  }
}

/** Plans a program for a device. */
export function planProgram(program: Program, limits: DispatchLimits): Plan {
  const { bindings } = program
  const kernels = compileGraph(program.graph, ({ results }) => updatesOf(results, bindings))
  const writer = new StepWriter(kernels.values)
  const steps = writer.steps(kernels, kernels.rootOf, undefined)
  const { types, counts } = writer
  const bindingOf = bindingsOfValues(kernels, bindings)
  const facts = { parameters: kernels.parameters, bindingOf, most: limits.bindings }
  const { staged, indirect } = stageBuffers(tasksIn(steps), facts, (id) => writer.value(types[id]!))
  const updates = updatesOf(kernels.results, bindings).map(({ parameter, result }) => ({
    parameter,
    result: kernels.rootOf(result),
  }))
  const grouped = group(steps, (tasks) =>
    sideBySide(
      tasks.map((task) => ({ ...task, reads: task.reads.map((id) => staged.get(id) ?? id) })),
      { bindingOf, sharedBytesOf: ({ task }) => sharedBytesOf(task), updates },
      limits,
    ),
  )
  const memory = planMemory({
    graph: { ...kernels, values: types, rootOf: (id) => (id < kernels.values.length ? kernels.rootOf(id) : id) },
    bindings,
    steps: [
      ...[...staged].map(([from, to]) => ({ operands: [from], results: [to], mayReplace: () => false })),
      ...plannedSteps(grouped, (id) => !counts.has(id)),
    ],
    sizeBytesOf: (id) => arenaBytesOf(types[id]!),
    isWritable: (id) => !isPackedType(types[id]!.dtype) && !indirect.has(id),
    alignmentBytes: 256,
    headBytes: 0,
  })
  const emitter = new Emitter(
    { kernels, types, memory, bindings, counts, stages: new Set(staged.values()) },
    new GateTable(grouped),
  )
  const actions = [
    ...[...staged].map(([from, to]) => emitter.commit({ value: from, from: memory.placeOf(from), to: memory.placeOf(to) })),
    ...emitter.actions(grouped),
    ...memory.commits.map((copy) => emitter.commit(copy)),
  ]
  return { graph: kernels, memory, dispatches: emitter.dispatches, actions, argumentsBytes: emitter.argumentsBytes }
}

/** All that is decided before modules are written. */
interface Decided {
  readonly kernels: KernelGraph
  readonly types: readonly TensorType[]
  readonly memory: MemoryPlan
  readonly bindings: readonly Binding[]
  readonly counts: ReadonlySet<ValueId>
  /** Values in the arena that hold the bytes of a tensor. */
  readonly stages: ReadonlySet<ValueId>
}

/** Writes the modules, and says in which order they run. */
class Emitter {
  readonly dispatches: Dispatch[] = []
  readonly #decided: Decided
  readonly #gates: GateTable
  readonly #buffers: readonly TensorType[]

  constructor(decided: Decided, gates: GateTable) {
    this.#decided = decided
    this.#gates = gates
    this.#buffers = decided.bindings.filter(({ role }) => role !== 'scalar').map(({ type }) => type)
  }

  get argumentsBytes(): number {
    return this.#gates.argumentsBytes
  }

  actions(grouped: readonly Grouped[]): Action[] {
    return grouped.flatMap((step): Action[] => {
      if ('steps' in step) {
        const going = step.going === undefined ? {} : { going: this.#hostValue(step.going) }
        return [{ repeat: step.count, ...going, actions: this.actions(step.steps) }]
      }
      if ('host' in step) return [this.#host(step.host, step.gate)]
      const argumentsBytes = step.gate && this.#gates.next(step.gate)
      // What writes nothing has its place in the plan, but nothing to do.
      const busy = step.together.filter(({ task }) => task.workgroups > 0)
      if (busy.length === 0) return []
      return [{ dispatch: this.#dispatch(busy), ...(argumentsBytes !== undefined && { argumentsBytes }) }]
    })
  }

  /** Copies a value, and converts it where it goes from the arena to what a buffer holds. */
  commit(copy: Copy): Action {
    const { kernels, types } = this.#decided
    const { shape, dtype } = types[copy.value]!
    const isPacked = 'buffer' in copy.to && copy.value >= kernels.parameters && isPackedType(dtype)
    const builder = new DispatchBuilder(this.#buffers)
    if (!isPacked) {
      const sizeBytes = sizeOf(shape) * sizeBytesOf(dtype)
      // An encoder copies from one buffer to another one only.
      if (!builder.isSameBuffer(copy.from, copy.to)) return { copy: { ...copy, sizeBytes } }
      const [from, to] = [builder.slot(copy.from, 'uint32', 'word'), builder.slot(copy.to, 'uint32', 'word')]
      const task = wordsTask(Math.ceil(sizeBytes / 4))
      return { dispatch: this.#add(builder.finish([{ task, reads: [from], writes: [to] }])) }
    }
    const [from, to] = [builder.slot(copy.from, dtype, 'word'), builder.slot(copy.to, 'uint32', 'word')]
    return { dispatch: this.#add(builder.finish([{ task: packTask({ shape, dtype }), reads: [from], writes: [to] }])) }
  }

  #add(dispatch: Dispatch): number {
    return this.dispatches.push(dispatch) - 1
  }

  #dispatch(together: readonly ProgramTask[]): number {
    const { types, memory, counts } = this.#decided
    const builder = new DispatchBuilder(this.#buffers)
    const slot = (id: ValueId): Slot => {
      if (counts.has(id)) return builder.argumentsSlot(this.#gates.argumentsOf(id))
      return builder.slot(memory.placeOf(id), types[id]!.dtype, this.#isDense(id) ? 'dense' : 'word')
    }
    return this.#add(
      builder.finish(together.map(({ task, reads, writes }) => ({ task, reads: reads.map(slot), writes: writes.map(slot) }))),
    )
  }

  #isDense(id: ValueId): boolean {
    return id < this.#decided.kernels.parameters || this.#decided.stages.has(id)
  }

  #hostValue(id: ValueId): HostValue {
    return { type: this.#decided.types[id]!, place: this.#decided.memory.placeOf(id), isDense: this.#isDense(id) }
  }

  #host({ host, operands, results }: HostStep, gate: Gate | undefined): Action {
    const values = { operands: operands.map((id) => this.#hostValue(id)), results: results.map((id) => this.#hostValue(id)) }
    return { host, ...values, ...(gate && { flag: this.#hostValue(gate.flag) }) }
  }
}
