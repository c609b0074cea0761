/** Fourth stage: gives every value of a program its place, a binding's buffer or an offset in the arena that liveness lets it share. */
import { type Binding, InternalError, scalarSlotBytes, type ValueId } from '@neurite/core'
import type { Update } from '../group/schedule.ts'
import type { KernelGraph } from '../kernels/kernel.ts'
import { alignSize, FreeList } from './free-list.ts'

/** Where a value is when the program runs: in the buffer of a binding, counted without the scalars, or in the arena. */
export type Place = { readonly buffer: number } | { readonly arenaBytes: number }

/** A copy of a value. */
export interface Copy {
  /** What is copied. */
  readonly value: ValueId
  /** Where it is. */
  readonly from: Place
  /** Where it goes. */
  readonly to: Place
}

/** What runs at one time. */
export interface PlannedStep {
  /** The values that it reads, with aliases resolved. */
  readonly operands: readonly ValueId[]
  /** The values that it writes. */
  readonly results: readonly ValueId[]
  /** Room that it uses while it runs. */
  readonly scratchBytes?: number
  /** Whether a result may lie on an operand of the same size. */
  readonly mayReplace: (result: ValueId, operand: ValueId) => boolean
}

/** A program whose steps are known, and how it lies in memory. */
export interface Layout {
  /** The values. */
  readonly graph: Pick<KernelGraph, 'values' | 'parameters' | 'results' | 'rootOf'>
  /** What crosses the border of the program. */
  readonly bindings: readonly Binding[]
  /** In the order in which they run. */
  readonly steps: readonly PlannedStep[]
  /** Bytes of a value in the arena. */
  readonly sizeBytesOf: (id: ValueId) => number
  /** Whether kernels can write a value as its binding's buffer holds it; else it is converted at the end. */
  readonly isWritable: (id: ValueId) => boolean
  /** Offsets in the arena are multiples of it. */
  readonly alignmentBytes: number
  /** Room at the beginning of the arena, before the scalars. */
  readonly headBytes: number
}

/** The places of a program. */
export interface MemoryPlan {
  /** Where a value is from the step that computes it to the last one that reads it. */
  readonly placeOf: (id: ValueId) => Place
  /** Offset in the arena of each step's scratch; undefined where it has none. */
  readonly scratches: readonly (number | undefined)[]
  /** In order, at the end of each repetition: outputs and new states. */
  readonly commits: readonly Copy[]
  /** Offset in the arena of the first scalar. */
  readonly scalarsBytes: number
  /** How long the arena has to be. */
  readonly arenaBytes: number
}

/** A result and the buffer that takes it in. */
interface Store {
  readonly result: ValueId
  readonly buffer: number
  /** The parameter that it replaces. */
  readonly state: ValueId | undefined
}

/** The bindings and what the graph says of them. */
interface Border {
  readonly places: ReadonlyMap<ValueId, Place>
  readonly stores: readonly Store[]
  readonly headBytes: number
}

function borderOf(results: readonly ValueId[], bindings: readonly Binding[], scalarsBytes: number): Border {
  const places = new Map<ValueId, Place>()
  const stores: Store[] = []
  let [parameter, buffer, scalar] = [0, 0, 0]
  for (const { role } of bindings) {
    if (role === 'state') stores.push({ result: results[stores.length]!, buffer, state: parameter })
    if (role === 'output') stores.push({ result: results[stores.length]!, buffer, state: undefined })
    if (role === 'scalar') places.set(parameter++, { arenaBytes: scalarsBytes + scalar++ * scalarSlotBytes })
    else if (role === 'output') buffer++
    else places.set(parameter++, { buffer: buffer++ })
  }
  return { places, stores, headBytes: scalarsBytes + scalar * scalarSlotBytes }
}

/** The states of a program and the results that replace them. */
export const updatesOf = (results: readonly ValueId[], bindings: readonly Binding[]): Update[] =>
  borderOf(results, bindings, 0).stores.flatMap(({ result, state }) =>
    state === undefined ? [] : [{ parameter: state, result }],
  )

/** When each value is first computed and last read; a result of the graph is read at the end, behind the last step. */
class Lifetimes {
  readonly #computedAt = new Map<ValueId, number>()
  readonly #lastReadAt = new Map<ValueId, number>()

  constructor(steps: readonly PlannedStep[], results: readonly ValueId[]) {
    steps.forEach(({ operands, results: computed }, at) => {
      for (const id of operands) this.#lastReadAt.set(id, at)
      for (const id of computed) if (!this.#computedAt.has(id)) this.#computedAt.set(id, at)
    })
    for (const id of results) this.#lastReadAt.set(id, steps.length)
  }

  computedAt(id: ValueId): number {
    return this.#computedAt.get(id) ?? -1
  }

  /** Position of the last step that reads the value; that of its own step when nothing does. */
  lastReadAt(id: ValueId): number {
    return this.#lastReadAt.get(id) ?? this.computedAt(id)
  }
}

/** Whether a step may write one of its results over one of its operands, if that is one. */
const mayReplace = ({ operands, mayReplace: may }: PlannedStep, result: ValueId, operand: ValueId): boolean =>
  !operands.includes(operand) || may(result, operand)

/**
 * Lets computed results be written straight to their buffers: outputs always, since their buffers overlap nothing; states
 * where the old value is read no more, or last by the very step that computes the new one, element by element.
 */
function hostResults({ graph, steps, isWritable }: Layout, lifetimes: Lifetimes, border: Border): Map<ValueId, Place> {
  const places = new Map(border.places)
  for (const { result, buffer, state } of border.stores) {
    const root = graph.rootOf(result)
    if (root < graph.parameters || places.has(root) || !isWritable(root)) continue
    const at = lifetimes.computedAt(root)
    const lastRead = state === undefined ? -1 : lifetimes.lastReadAt(state)
    if (lastRead < at || (lastRead === at && mayReplace(steps[at]!, root, state!))) places.set(root, { buffer })
  }
  return places
}

function allocateIn(arena: FreeList, sizeBytes: number): number {
  const offset = arena.allocate(sizeBytes)
  if (offset === undefined) throw new InternalError(`compiler: the plan has no room for ${sizeBytes} bytes`)
  return offset
}

/**
 * Offsets in the arena, by first fit over lifetimes; a result takes over the place of an operand that dies with it.
 *
 * @returns the scratch of each step
 */
function placeInArena(
  { steps, sizeBytesOf }: Layout,
  lifetimes: Lifetimes,
  places: Map<ValueId, Place>,
  arena: FreeList,
): (number | undefined)[] {
  const offsets = new Map<ValueId, number>()
  const release = (id: ValueId): void => {
    const offset = offsets.get(id)
    if (offset !== undefined) arena.free(offset)
    offsets.delete(id)
  }
  const takeOver = (step: PlannedStep, result: ValueId, dying: readonly ValueId[]): number | undefined => {
    const donor = dying.find((id) => offsets.has(id) && sizeBytesOf(id) === sizeBytesOf(result) && mayReplace(step, result, id))
    const offset = donor === undefined ? undefined : offsets.get(donor)
    if (donor !== undefined) offsets.delete(donor)
    return offset
  }
  return steps.map((step, at) => {
    const dying = step.operands.filter((id) => lifetimes.lastReadAt(id) === at)
    for (const result of step.results) {
      if (places.has(result)) continue
      const offset = takeOver(step, result, dying) ?? allocateIn(arena, sizeBytesOf(result))
      offsets.set(result, offset)
      places.set(result, { arenaBytes: offset })
    }
    const scratch = step.scratchBytes ? allocateIn(arena, step.scratchBytes) : undefined
    if (scratch !== undefined) arena.free(scratch)
    const unread = step.results.filter((id) => lifetimes.lastReadAt(id) === at)
    for (const id of [...dying, ...unread]) release(id)
    return scratch
  })
}

const isSamePlace = (a: Place, b: Place): boolean =>
  'buffer' in a ? 'buffer' in b && a.buffer === b.buffer : 'arenaBytes' in b && a.arenaBytes === b.arenaBytes

/**
 * What is still to be copied when all steps have run.
 *
 * First the outputs, which may be old states; then new states that are old values of other states, by way of the arena, since
 * they may trade places; then all states.
 */
function commitsOf({ graph, sizeBytesOf }: Layout, border: Border, placeOf: (id: ValueId) => Place, arena: FreeList): Copy[] {
  const [outputs, stages, states]: [Copy[], Copy[], Copy[]] = [[], [], []]
  const stateValues = new Set(border.stores.flatMap(({ state }) => (state === undefined ? [] : [state])))
  for (const { result, buffer, state } of border.stores) {
    const [value, from, to] = [graph.rootOf(result), placeOf(result), { buffer }]
    if (isSamePlace(from, to) || sizeBytesOf(result) === 0) continue
    if (state === undefined) outputs.push({ value, from, to })
    else if (stateValues.has(value)) {
      const stage = { arenaBytes: allocateIn(arena, sizeBytesOf(result)) }
      stages.push({ value, from, to: stage })
      states.push({ value, from: stage, to })
    } else states.push({ value, from, to })
  }
  return [...outputs, ...stages, ...states]
}

/** Plans the memory of a program. */
export function planMemory(layout: Layout): MemoryPlan {
  const { graph, bindings, steps, alignmentBytes } = layout
  const scalarsBytes = Math.ceil(layout.headBytes / scalarSlotBytes) * scalarSlotBytes
  const border = borderOf(graph.results, bindings, scalarsBytes)
  const lifetimes = new Lifetimes(steps, graph.results.map(graph.rootOf))
  const arena = new FreeList(Infinity, alignmentBytes)
  arena.allocate(alignSize(border.headBytes, alignmentBytes))
  const places = hostResults(layout, lifetimes, border)
  const scratches = placeInArena(layout, lifetimes, places, arena)
  const placeOf = (id: ValueId): Place => places.get(graph.rootOf(id))!
  const commits = commitsOf(layout, border, placeOf, arena)
  return { placeOf, scratches, commits, scalarsBytes, arenaBytes: arena.peakBytes }
}
