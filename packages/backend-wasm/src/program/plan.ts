/** Gives every value of a program its place: a binding's buffer, or an offset in the arena that liveness lets it share. */
import {
  compileGraph,
  type KernelCall,
  type KernelGraph,
  type Place,
  planMemory,
  type ProductKernel,
  updatesOf,
} from '@neurite/compiler'
import { type Binding, type Graph, type Program, type Role, typeOf, type ValueId } from '@neurite/core'
import { rare } from '../late/parts.ts'
import { addressBytes } from '../lowering/kernel.ts'
import { type Lowered, lower } from '../lowering/lowerings.ts'
import { isFar } from '../lowering/product/far-rows.ts'
import { isWhole } from '../lowering/product/product.ts'
import { sizeBytesOfType } from '../lowering/view.ts'
import { alignedSize, alignmentBytes } from '../memory/alignment.ts'

/** How much room a step uses while it runs, and what for. */
interface ScratchSize {
  readonly sizeBytes: number
  /** Where the addresses of operands and results stand, when a function cannot have so many parameters. */
  readonly table: boolean
  /** The kernel's own. */
  readonly ownBytes: number
  /** From the scratch of one thread to that of the next. */
  readonly threadBytes: number
  /** The arena of the bodies, of which one runs at a time. */
  readonly bodyBytes: number
}

/** The same at its offset in the arena. */
export interface Scratch extends ScratchSize {
  readonly arenaBytes: number
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

/** Whether a kernel may write one of its results over one of its operands. */
const mayReplace = ({ kernel, operands, results }: Live, result: ValueId, operand: ValueId): boolean =>
  operands.every((id, i) => id !== operand || kernel.inPlace(results.indexOf(result), i))

/** Engines allow a function 1000 parameters. */
const mostParameters = 900

/** Room for a step that needs any, free again once it has run; where in the arena is still to be said. */
function scratchOf({ kernel, operands, results, bodies }: Live, threads: number): ScratchSize | undefined {
  const places = operands.length + results.length
  const table = places > mostParameters
  if (!table && kernel.scratchBytes === undefined && bodies.length === 0) return undefined
  const ownBytes = table ? alignedSize(places * addressBytes) : 0
  const bodyBytes = ownBytes + alignedSize(kernel.scratchBytes ?? 0)
  const threadBytes = alignedSize(bodyBytes + Math.max(0, ...bodies.map((body) => body.arenaBytes)))
  // The table is one for all threads, so a kernel that has one runs on one.
  const sizeBytes = threadBytes * (kernel.tasks === undefined || table ? 1 : threads)
  return { sizeBytes, table, ownBytes, threadBytes, bodyBytes }
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
  const { bindings } = program
  const graph = withProducts(compileGraph(withoutFloat16(program.graph), ({ results }) => updatesOf(results, bindings)))
  const live = liveKernels(graph)
  const scratches = live.map((one) => scratchOf(one, threads))
  const bufferCount = bindings.filter(({ role }) => role !== 'scalar').length
  const sizeBytesOf = (id: ValueId): number => sizeBytesOfType(graph.values[id]!)
  const memory = planMemory({
    graph,
    bindings,
    steps: live.map((one, at) => ({
      operands: one.operands,
      results: one.results,
      mayReplace: (result, operand) => mayReplace(one, result, operand),
      ...(scratches[at] && { scratchBytes: scratches[at].sizeBytes }),
    })),
    sizeBytesOf,
    isWritable: () => true,
    alignmentBytes,
    headBytes: bufferCount * addressBytes,
  })
  const steps = live.map(({ kernel, operands, results, bodies }, at) => ({
    call: graph.calls[at]!,
    kernel,
    places: [...operands, ...results].map(memory.placeOf),
    bodies,
    scratch: scratches[at] && { ...scratches[at], arenaBytes: memory.scratches[at]! },
  }))
  return {
    graph,
    bindings,
    placeOf: memory.placeOf,
    steps,
    commits: memory.commits.map(({ value, from, to }) => ({ from, to, sizeBytes: sizeBytesOf(value) })),
    bufferCount,
    scalarsBytes: memory.scalarsBytes,
    arenaBytes: memory.arenaBytes,
  }
}
