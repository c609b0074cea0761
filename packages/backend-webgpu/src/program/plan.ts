/** From a program to dispatches: kernels, their tasks, the place of every value, and the modules that run them. */
import {
  compileGraph,
  type Copy,
  type KernelGraph,
  type MemoryPlan,
  type PlannedStep,
  planMemory,
  updatesOf,
} from '@neurite/compiler'
import {
  type Binding,
  type DType,
  InternalError,
  type Program,
  sizeBytesOf,
  sizeOf,
  type TensorType,
  type ValueId,
} from '@neurite/core'
import { type ModuleText, moduleText, type Slot } from '../kernel/module-text.ts'
import type { Task, Value } from '../kernel/task.ts'
import { sharedBytesOf } from '../kernel/shared-bytes.ts'
import { lower } from '../lowering/lowerings.ts'
import { packTask } from '../lowering/pack.ts'
import { isSmall } from '../memory/gpu-memory.ts'
import { type DispatchLimits, sideBySide } from './side-by-side.ts'
import { stageBuffers } from './stage-buffers.ts'

/** A task with the values of the program that it works on. */
export interface ProgramTask {
  readonly task: Task
  readonly reads: readonly ValueId[]
  readonly writes: readonly ValueId[]
}

/** What stands behind a storage binding: the arena, the buffer of the small tensors, or the buffer of one of the program's bindings. */
export type Source = 'arena' | 'small' | { readonly buffer: number }

/** A number that a dispatch's table holds: where a value begins, in elements of its own or words. */
export interface Offset {
  /** Of the arena, when it is known before the program runs. */
  readonly arenaBytes?: number
  /** The program's binding otherwise, counted without the scalars. */
  readonly buffer?: number
  readonly elementBytes: 1 | 2 | 4
}

/** Tasks that run side by side. */
export interface Dispatch {
  readonly name: string
  readonly tasks: readonly ProgramTask[]
  readonly module: ModuleText
  /** One per storage binding. */
  readonly sources: readonly Source[]
  readonly table: readonly Offset[]
  readonly workgroups: number
}

/** What the encoder is told: to run tasks, or to copy bytes as they are. */
export type Action = { readonly dispatch: Dispatch } | { readonly copy: Copy & { readonly sizeBytes: number } }

/** A program without addresses. */
export interface Plan {
  readonly graph: KernelGraph
  readonly bindings: readonly Binding[]
  readonly memory: MemoryPlan
  /** In the order in which they run. */
  readonly actions: readonly Action[]
  readonly bufferCount: number
}

/** In the arena each element has a word. */
const arenaBytesOf = ({ shape }: TensorType): number => sizeOf(shape) * 4

const isPackedType = (dtype: DType): boolean => sizeBytesOf(dtype) < 4

/** The tasks of a program, in order, with the types of all values: those of the graph, then temporaries. */
function tasksOf(kernels: KernelGraph): { readonly tasks: readonly ProgramTask[]; readonly types: readonly TensorType[] } {
  const types = [...kernels.values]
  const tasks = kernels.calls.flatMap((call) => {
    const lowered = lower(kernels, call)
    const first = types.length
    types.push(...(lowered.temporaries ?? []))
    const idOf = (value: Value): ValueId => {
      if ('operand' in value) return kernels.rootOf(call.operands[value.operand]!)
      return 'result' in value ? call.results[value.result]! : first + value.temporary
    }
    return lowered.tasks.map((task) => ({ task, reads: task.reads.map(idOf), writes: task.writes.map(idOf) }))
  })
  return { tasks, types }
}

/** A dispatch as the memory plan sees it: its tasks run at the same time. */
const stepOf = (together: readonly ProgramTask[]): PlannedStep => ({
  operands: together.flatMap(({ reads }) => reads),
  results: [...new Set(together.flatMap(({ writes }) => writes))],
  mayReplace: (result, operand) =>
    together.every(({ task, reads, writes }) => {
      const write = writes.indexOf(result)
      return reads.every((id, read) => id !== operand || (write >= 0 && (task.inPlace?.(write, read) ?? false)))
    }),
})

/** The types of the bindings that are no scalars. */
const bufferTypes = (bindings: readonly Binding[]): TensorType[] =>
  bindings.filter(({ role }) => role !== 'scalar').map(({ type }) => type)

/** One dispatch in the making: its bindings and its table grow with what its tasks touch. */
class DispatchBuilder {
  readonly sources: Source[] = []
  readonly table: Offset[] = []
  readonly #keys: string[] = []
  readonly #offsetKeys: string[] = []
  readonly #buffers: readonly TensorType[]

  constructor(buffers: readonly TensorType[]) {
    this.#buffers = buffers
  }

  /** A value at a place of the memory plan. */
  slot(place: ReturnType<MemoryPlan['placeOf']>, dtype: DType, form: Slot['form']): Slot {
    const elementBytes = form === 'word' ? 4 : (sizeBytesOf(dtype) as 1 | 2 | 4)
    const offset: Offset =
      'buffer' in place ? { buffer: place.buffer, elementBytes } : { arenaBytes: place.arenaBytes, elementBytes }
    return { binding: this.#binding(this.#sourceOf(place)), dtype, form, offset: this.#offset(offset) }
  }

  #sourceOf(place: ReturnType<MemoryPlan['placeOf']>): Source {
    if (!('buffer' in place)) return 'arena'
    const { shape, dtype } = this.#buffers[place.buffer]!
    return isSmall(sizeOf(shape) * sizeBytesOf(dtype)) ? 'small' : place
  }

  #binding(source: Source): number {
    const key = typeof source === 'string' ? source : String(source.buffer)
    const known = this.#keys.indexOf(key)
    if (known >= 0) return known
    this.sources.push(source)
    return this.#keys.push(key) - 1
  }

  #offset(offset: Offset): number {
    const key = JSON.stringify(offset)
    const known = this.#offsetKeys.indexOf(key)
    if (known >= 0) return known
    this.table.push(offset)
    return this.#offsetKeys.push(key) - 1
  }
}

/** What a value needs a binding for when it has no place yet: a buffer of its own, or the small tensors'; nothing in the arena. */
function bindingsOfValues(
  { parameters, results, rootOf }: KernelGraph,
  bindings: readonly Binding[],
): (id: ValueId) => number | 'small' | undefined {
  const known = new Map<ValueId, number | 'small'>()
  const buffers = bufferTypes(bindings)
  const keyOf = (buffer: number): number | 'small' => {
    const { shape, dtype } = buffers[buffer]!
    return isSmall(sizeOf(shape) * sizeBytesOf(dtype)) ? 'small' : buffer
  }
  let [parameter, buffer, result] = [0, 0, 0]
  for (const { role } of bindings) {
    if (role === 'scalar') parameter += 1
    else {
      if (role !== 'output') known.set(parameter++, keyOf(buffer))
      if (role !== 'input') {
        const id = rootOf(results[result++]!)
        if (id >= parameters) known.set(id, keyOf(buffer))
      }
      buffer += 1
    }
  }
  return (id) => known.get(id)
}

/** Plans a program for a device. */
export function planProgram(program: Program, limits: DispatchLimits): Plan {
  const { bindings } = program
  const kernels = compileGraph(program.graph, ({ results }) => updatesOf(results, bindings))
  const lowered = tasksOf(kernels)
  const bindingOf = bindingsOfValues(kernels, bindings)
  const { tasks, types, staged, indirect } = stageBuffers(lowered, kernels.parameters, bindingOf, limits.bindings)
  const updates = updatesOf(kernels.results, bindings).map(({ parameter, result }) => ({
    parameter,
    result: kernels.rootOf(result),
  }))
  const dispatches = sideBySide(tasks, { bindingOf, sharedBytesOf: (task) => sharedBytesOf(task.task), updates }, limits)
  const graph = { ...kernels, values: types, rootOf: (id: ValueId) => (id < kernels.values.length ? kernels.rootOf(id) : id) }
  const memory = planMemory({
    graph,
    bindings,
    steps: [
      ...staged.map(({ from, to }) => ({ operands: [from], results: [to], mayReplace: () => false })),
      ...dispatches.map(stepOf),
    ],
    sizeBytesOf: (id) => arenaBytesOf(types[id]!),
    isWritable: (id) => !isPackedType(types[id]!.dtype) && !indirect.has(id),
    alignmentBytes: 256,
    headBytes: 0,
  })
  const buffers = bufferTypes(bindings)
  const stages = new Set(staged.map(({ to }) => to))
  const formOf = (id: ValueId): Slot['form'] => (id < kernels.parameters || stages.has(id) ? 'dense' : 'word')

  const dispatch = (together: readonly ProgramTask[]): Dispatch => {
    const builder = new DispatchBuilder(buffers)
    const slot = (id: ValueId): Slot => builder.slot(memory.placeOf(id), types[id]!.dtype, formOf(id))
    const placed = together.map(({ task, reads, writes }) => ({ task, reads: reads.map(slot), writes: writes.map(slot) }))
    return finish(builder, placed, together)
  }
  const finish = (
    { sources, table }: DispatchBuilder,
    placed: Parameters<typeof moduleText>[0],
    together: readonly ProgramTask[],
  ): Dispatch => ({
    name: placed.map(({ task }) => task.name).join(' | '),
    tasks: together,
    module: moduleText(placed, sources.length, table.length),
    sources,
    table,
    workgroups: placed.reduce((sum, { task }) => sum + task.workgroups, 0),
  })
  /** Converts a value from the arena to what a buffer holds. */
  const pack = ({ value, from, to }: Copy): Dispatch => {
    const type = types[value]!
    const builder = new DispatchBuilder(buffers)
    const task = packTask(type)
    const placed = { task, reads: [builder.slot(from, type.dtype, 'word')], writes: [builder.slot(to, 'uint32', 'word')] }
    return finish(builder, [placed], [{ task, reads: [value], writes: [] }])
  }
  const isPacked = ({ value, to }: Copy): boolean =>
    'buffer' in to && value >= kernels.parameters && isPackedType(types[value]!.dtype)
  const commit = (copy: Copy): Action => {
    if (isPacked(copy)) return { dispatch: pack(copy) }
    const { shape, dtype } = types[copy.value]!
    return { copy: { ...copy, sizeBytes: sizeOf(shape) * sizeBytesOf(dtype) } }
  }
  return {
    graph: kernels,
    bindings,
    memory,
    actions: [
      ...staged.map(({ from, to }) => commit({ value: from, from: memory.placeOf(from), to: memory.placeOf(to) })),
      // What writes nothing has its place in the plan, but nothing to do.
      ...dispatches.flatMap((together) => {
        const busy = together.filter(({ task }) => task.workgroups > 0)
        return busy.length > 0 ? [{ dispatch: dispatch(busy) }] : []
      }),
      ...memory.commits.map(commit),
    ],
    bufferCount: buffers.length,
  }
}

/** What an offset counts, as a number for the table. */
export function elementsAt(offsetBytes: number, { elementBytes }: Offset): number {
  if (offsetBytes % elementBytes !== 0) throw new InternalError(`webgpu: offset ${offsetBytes} is no multiple of ${elementBytes}`)
  return offsetBytes / elementBytes
}
