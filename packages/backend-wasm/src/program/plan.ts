/** Gives every value of a program its place: a binding's buffer, or an offset in the arena that liveness lets it share. */
import { compileGraph, type KernelCall, type KernelGraph, type ProductKernel, type Update } from '@neurite/compiler'
import {
  type Binding,
  type Graph,
  InternalError,
  type Program,
  type Role,
  scalarSlotBytes,
  typeOf,
  type ValueId,
} from '@neurite/core'
import { rare } from '../late/parts.ts'
import { addressBytes } from '../lowering/kernel.ts'
import { type Lowered, lower } from '../lowering/lowerings.ts'
import { isFar } from '../lowering/product/far-rows.ts'
import { isWhole } from '../lowering/product/product.ts'
import { sizeBytesOfType } from '../lowering/view.ts'
import { alignedSize, FreeList } from '../memory/free-list.ts'

/** Where a value is when the program runs: in the buffer of a non-scalar binding, or in the arena. */
export type Place = { readonly buffer: number } | { readonly arenaBytes: number }

/** Room in the arena that a step uses while it runs: offsets in the arena, and behind it. */
export interface Scratch {
  readonly arenaBytes: number
  /** Where the addresses of operands and results stand, when a function cannot have so many parameters. */
  readonly table: boolean
  /** The kernel's own. */
  readonly ownBytes: number
  /** From the scratch of one thread to that of the next. */
  readonly threadBytes: number
  /** The arena of the bodies, of which one runs at a time. */
  readonly bodyBytes: number
}

/** A kernel and the places of its operands, then its results. */
export interface Step {
  /** What it does, by the values of the plan's graph. */
  readonly call: KernelCall
  readonly kernel: Lowered
  readonly places: readonly Place[]
  /** Plans of the kernel's bodies. */
  readonly bodies: readonly Plan[]
  readonly scratch: Scratch | undefined
}

/** A copy of bytes. */
export interface Copy {
  readonly from: Place
  readonly to: Place
  readonly sizeBytes: number
}

/** A program with all its addresses but the two that runs bring: those of the arena and of the buffers. */
export interface Plan {
  /** The graph whose calls are the steps, in order. */
  readonly graph: KernelGraph
  readonly bindings: readonly Binding[]
  /** Where a value is from the step that computes it to the last one that reads it. */
  readonly placeOf: (id: ValueId) => Place
  readonly steps: readonly Step[]
  /** In order, at the end of each repetition: outputs and new states. */
  readonly commits: readonly Copy[]
  readonly bufferCount: number
  /** Offset in the arena of the first scalar; the buffers' addresses stand before, four bytes each. */
  readonly scalarsBytes: number
  readonly arenaBytes: number
}

/** The non-scalar bindings and what the graph says of them. */
interface Border {
  readonly places: ReadonlyMap<ValueId, Place>
  readonly stores: readonly { readonly result: ValueId; readonly buffer: number; readonly state: ValueId | undefined }[]
  readonly bufferCount: number
  readonly scalarsBytes: number
  readonly headBytes: number
}

function borderOf(results: readonly ValueId[], bindings: readonly Binding[]): Border {
  const bufferCount = bindings.filter(({ role }) => role !== 'scalar').length
  const scalarsBytes = Math.ceil((bufferCount * addressBytes) / scalarSlotBytes) * scalarSlotBytes
  const places = new Map<ValueId, Place>()
  const stores: { result: ValueId; buffer: number; state: ValueId | undefined }[] = []
  let [parameter, buffer, scalar] = [0, 0, 0]
  for (const { role } of bindings) {
    if (role === 'state') stores.push({ result: results[stores.length]!, buffer, state: parameter })
    if (role === 'output') stores.push({ result: results[stores.length]!, buffer, state: undefined })
    if (role === 'scalar') places.set(parameter++, { arenaBytes: scalarsBytes + scalar++ * scalarSlotBytes })
    else if (role === 'output') buffer++
    else places.set(parameter++, { buffer: buffer++ })
  }
  return { places, stores, bufferCount, scalarsBytes, headBytes: alignedSize(scalarsBytes + scalar * scalarSlotBytes) }
}

/** A node that runs, over values with aliases resolved. */
interface Live {
  readonly kernel: Step['kernel']
  readonly operands: readonly ValueId[]
  readonly results: readonly ValueId[]
  readonly bodies: readonly Plan[]
}

const bindingsOf = (graph: Graph, ids: readonly ValueId[], role: Role): Binding[] =>
  ids.map((id) => ({ role, type: typeOf(graph, id) }))

/** A body is a program whose parameters are inputs and whose results are outputs. */
function planBody(graph: Graph): Plan {
  const parameters = Array.from({ length: graph.parameters }, (_, id) => id)
  const bindings = [...bindingsOf(graph, parameters, 'input'), ...bindingsOf(graph, graph.results, 'output')]
  return planProgram({ graph, bindings })
}

/** The kernels of a graph, over values with aliases resolved. */
const liveKernels = (kernels: KernelGraph): Live[] =>
  kernels.calls.map((call) => {
    const kernel = lower(kernels, call)
    return {
      kernel,
      operands: call.operands.map(kernels.rootOf),
      results: call.results,
      bodies: kernel.bodies?.map(planBody) ?? [],
    }
  })

/** When each value is computed and read; a result of the graph is read at the end, behind the last node. */
class Lifetimes {
  readonly #computedAt = new Map<ValueId, number>()
  readonly #lastReadAt = new Map<ValueId, number>()

  constructor(live: readonly Live[], results: readonly ValueId[]) {
    live.forEach(({ operands, results: computed }, at) => {
      for (const id of operands) this.#lastReadAt.set(id, at)
      for (const id of computed) this.#computedAt.set(id, at)
    })
    for (const id of results) this.#lastReadAt.set(id, live.length)
  }

  computedAt(id: ValueId): number {
    return this.#computedAt.get(id) ?? -1
  }

  /** Position of the last node that reads the value; that of its own node when nothing does. */
  lastReadAt(id: ValueId): number {
    return this.#lastReadAt.get(id) ?? this.computedAt(id)
  }
}

/** What the plan needs of a graph besides its kernels. */
type Typed = Pick<KernelGraph, 'values' | 'parameters'>

const isParameter = (graph: Typed, id: ValueId): boolean => id < graph.parameters

/**
 * Lets computed results be written straight to their buffers: outputs always, since their buffers overlap nothing; states
 * where the old value is read no more, or last by the very kernel that computes the new one, element by element.
 */
function hostResults(
  graph: Typed,
  live: readonly Live[],
  lifetimes: Lifetimes,
  border: Border,
  rootOf: (id: ValueId) => ValueId,
): Map<ValueId, Place> {
  const places = new Map(border.places)
  for (const { result, buffer, state } of border.stores) {
    const root = rootOf(result)
    if (isParameter(graph, root) || places.has(root)) continue
    const at = lifetimes.computedAt(root)
    const lastRead = state === undefined ? -1 : lifetimes.lastReadAt(state)
    if (lastRead < at || (lastRead === at && mayReplace(live[at]!, root, state!))) places.set(root, { buffer })
  }
  return places
}

/** Whether a kernel may write one of its results over one of its operands. */
const mayReplace = ({ kernel, operands, results }: Live, result: ValueId, operand: ValueId): boolean =>
  operands.every((id, i) => id !== operand || kernel.inPlace(results.indexOf(result), i))

/** Engines allow a function 1000 parameters. */
const mostParameters = 900

/** Room for a step that needs any, free again once it has run. */
function scratchOf({ kernel, operands, results, bodies }: Live, arena: FreeList, threads: number): Scratch | undefined {
  const places = operands.length + results.length
  const table = places > mostParameters
  if (!table && kernel.scratchBytes === undefined && bodies.length === 0) return undefined
  const ownBytes = table ? alignedSize(places * addressBytes) : 0
  const bodyBytes = ownBytes + alignedSize(kernel.scratchBytes ?? 0)
  const threadBytes = alignedSize(bodyBytes + Math.max(0, ...bodies.map((body) => body.arenaBytes)))
  // The table is one for all threads, so a kernel that has one runs on one.
  const arenaBytes = allocateIn(arena, threadBytes * (kernel.tasks === undefined || table ? 1 : threads))
  arena.free(arenaBytes)
  return { arenaBytes, table, ownBytes, threadBytes, bodyBytes }
}

/**
 * Offsets in the arena, by first fit over lifetimes; a result takes over the place of an operand that dies with it.
 *
 * @returns the scratch of each node
 */
function placeInArena(
  graph: Typed,
  live: readonly Live[],
  lifetimes: Lifetimes,
  places: Map<ValueId, Place>,
  arena: FreeList,
  threads: number,
): (Scratch | undefined)[] {
  const offsets = new Map<ValueId, number>()
  const bytesOf = (id: ValueId): number => sizeBytesOfType(graph.values[id]!)
  const release = (id: ValueId): void => {
    const offset = offsets.get(id)
    if (offset !== undefined) arena.free(offset)
    offsets.delete(id)
  }
  const takeOver = (node: Live, result: ValueId, dying: readonly ValueId[]): number | undefined => {
    const donor = dying.find((id) => offsets.has(id) && bytesOf(id) === bytesOf(result) && mayReplace(node, result, id))
    const offset = donor === undefined ? undefined : offsets.get(donor)
    if (donor !== undefined) offsets.delete(donor)
    return offset
  }
  return live.map((node, at) => {
    const { operands, results } = node
    const dying = operands.filter((id) => lifetimes.lastReadAt(id) === at)
    for (const result of results) {
      if (places.has(result)) continue
      const offset = takeOver(node, result, dying) ?? allocateIn(arena, bytesOf(result))
      offsets.set(result, offset)
      places.set(result, { arenaBytes: offset })
    }
    const scratch = scratchOf(node, arena, threads)
    const unread = results.filter((id) => lifetimes.lastReadAt(id) === at)
    for (const id of [...dying, ...unread]) release(id)
    return scratch
  })
}

function allocateIn(arena: FreeList, sizeBytes: number): number {
  const offset = arena.allocate(sizeBytes)
  if (offset === undefined) throw new InternalError(`wasm: the plan has no room for ${sizeBytes} bytes`)
  return offset
}

const isSamePlace = (a: Place, b: Place): boolean =>
  'buffer' in a ? 'buffer' in b && a.buffer === b.buffer : 'arenaBytes' in b && a.arenaBytes === b.arenaBytes

/**
 * What is still to be copied when all kernels have run.
 *
 * First the outputs, which may be old states; then new states that are old values of other states, by way of the arena, since
 * they may trade places; then all states.
 */
function commitsOf(
  graph: Typed,
  border: Border,
  placeOf: (id: ValueId) => Place,
  rootOf: (id: ValueId) => ValueId,
  arena: FreeList,
): Copy[] {
  const [outputs, stages, states]: [Copy[], Copy[], Copy[]] = [[], [], []]
  const stateValues = new Set(border.stores.flatMap(({ state }) => (state === undefined ? [] : [state])))
  for (const { result, buffer, state } of border.stores) {
    const [from, to] = [placeOf(result), { buffer }]
    const sizeBytes = sizeBytesOfType(graph.values[result]!)
    if (isSamePlace(from, to) || sizeBytes === 0) continue
    if (state === undefined) outputs.push({ from, to, sizeBytes })
    else if (stateValues.has(rootOf(result))) {
      const stage = { arenaBytes: allocateIn(arena, sizeBytes) }
      stages.push({ from, to: stage, sizeBytes })
      states.push({ from: stage, to, sizeBytes })
    } else states.push({ from, to, sizeBytes })
  }
  return [...outputs, ...stages, ...states]
}

/** The graph, which computes in float32 what is float16. */
const withoutFloat16 = (graph: Graph): Graph =>
  graph.values.some(({ dtype }) => dtype === 'float16') ? rare.get().widenFloat16(graph) : graph

const hasProduct = ({ calls }: KernelGraph, holds: (kernel: ProductKernel) => boolean): boolean =>
  calls.some(({ kernel }) => kernel.kind === 'product' && holds(kernel))

/** The kernels, with products that can be emitted, and are fast. */
function withProducts(graph: KernelGraph): KernelGraph {
  const packed = hasProduct(graph, isFar) ? rare.get().packFactors(graph) : graph
  return hasProduct(packed, (kernel) => !isWhole(kernel)) ? rare.get().splitProducts(packed) : packed
}

/** Plans a program for so many threads. */
export function planProgram(program: Program, threads = 1): Plan {
  const updatesOf = ({ results }: Graph): Update[] =>
    borderOf(results, program.bindings).stores.flatMap(({ result, state }) =>
      state === undefined ? [] : [{ parameter: state, result }],
    )
  const graph = withProducts(compileGraph(withoutFloat16(program.graph), updatesOf))
  const { rootOf } = graph
  const border = borderOf(graph.results, program.bindings)
  const live = liveKernels(graph)
  const lifetimes = new Lifetimes(live, graph.results.map(rootOf))
  const arena = new FreeList(Infinity)
  arena.allocate(border.headBytes)
  const places = hostResults(graph, live, lifetimes, border, rootOf)
  const scratches = placeInArena(graph, live, lifetimes, places, arena, threads)
  const placeOf = (id: ValueId): Place => places.get(rootOf(id))!
  const commits = commitsOf(graph, border, placeOf, rootOf, arena)
  const steps = live.map(({ kernel, operands, results, bodies }, at) => ({
    call: graph.calls[at]!,
    kernel,
    places: [...operands, ...results].map(placeOf),
    bodies,
    scratch: scratches[at],
  }))
  const { bufferCount, scalarsBytes } = border
  return {
    graph,
    bindings: program.bindings,
    placeOf,
    steps,
    commits,
    bufferCount,
    scalarsBytes,
    arenaBytes: arena.peakBytes,
  }
}
