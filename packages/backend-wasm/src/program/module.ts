/** Emits the module of a program: a function per distinct kernel, and drivers that call them in order. */
import type { Place } from '@neurite/compiler'
import { InternalError } from '@neurite/core'
import { FunctionBuilder, type Local } from '../assembler/function-builder.ts'
import { ModuleBuilder, type Signature } from '../assembler/module-builder.ts'
import type { SimdLevel } from '../features/simd-level.ts'
import { importHost } from '../lowering/host.ts'
import { addressBytes, type Body, type HostCall } from '../lowering/kernel.ts'
import { denseView, movedPointer } from '../lowering/view.ts'
import { emitBarrier } from '../threads/barrier.ts'
import type { Copy, Plan, Step } from './plan.ts'

/** Name of the exported driver: `run(arenaAddress, repeat, thread, threads)`; all threads of a run call it. */
export const driverName = 'run'

/** A program's module, and the functions of the host that it calls, by number. */
export interface EmittedModule {
  readonly bytes: Uint8Array
  readonly hostCalls: readonly HostCall[]
  /** Whether there is anything for a second thread to do. */
  readonly isParallel: boolean
  /** The plans whose drivers mark their steps, by the number in the marks; the program's own is the last one. */
  readonly plans: readonly Plan[]
  /** What the functions of kernels do, by function index. */
  readonly kernels: ReadonlyMap<number, Step>
}

/**
 * Which drivers call the function `mark(plan, steps, arena)` of the host, before each step, behind the last one, and behind the
 * commits: that of the program, or those of the bodies of loops and branches as well.
 */
export type Marks = 'none' | 'program' | 'all'

/** Name of the import that drivers mark their steps with. */
export const markName = 'mark'

const markSignature: Signature = { parameters: ['i32', 'i32', 'i32'], results: [] }

/** What a module is made for. */
export interface ModuleTarget {
  /** Address of the control block, where memory is shared with workers. */
  readonly control: number | undefined
  /** How much SIMD the engine has; default: plain. */
  readonly simd?: SimdLevel
  /** For debugging; default: none. */
  readonly marks?: Marks
}

/** Stores the addresses of a body's parameters and results where its driver looks for them, and calls it. */
const bodyAt = (code: FunctionBuilder, functionIndex: number, arena: Local): Body => ({
  call(addresses) {
    addresses.forEach((address, i) => code.get(arena, address).access('i32.store', i * addressBytes))
    code.get(arena).i32(1).i32(0).i32(1).call(functionIndex)
  },
})

/** Addresses of a step's operands and results: parameters of its function, or in the table at the head of its scratch. */
function addressesOf(code: FunctionBuilder, { places, scratch }: Step): Local[] {
  if (!scratch?.table) return places.map((_, parameter) => parameter)
  return places.map((_, i) => {
    const address = code.local('i32')
    code
      .get(0)
      .access('i32.load', i * addressBytes)
      .set(address)
    return address
  })
}

/** How a driver reaches the functions of its module. */
interface Callees {
  readonly functionOf: (step: Step) => number
  /** Whether a step may run on several threads at once. */
  readonly isParallel: (step: Step) => boolean
  /** The barrier and the address of its words, where there are threads. */
  readonly barrier: { readonly index: number; readonly control: number } | undefined
  /** The function that marks steps, and the number of the plan in its marks. */
  readonly mark: { readonly index: number; readonly plan: number } | undefined
}

/** Steps that one thread runs in a row, or one step for all threads. */
type Stretch = readonly Step[] | Step

/** Cuts the steps where threads have to wait for each other. */
function stretchesOf(steps: readonly Step[], isParallel: (step: Step) => boolean): Stretch[] {
  const stretches: Stretch[] = []
  let serial: Step[] = []
  for (const step of steps) {
    if (!isParallel(step)) {
      serial.push(step)
      continue
    }
    if (serial.length > 0) stretches.push(serial)
    stretches.push(step)
    serial = []
  }
  return serial.length > 0 ? [...stretches, serial] : stretches
}

/**
 * The driver: buffer addresses from the head of the arena into locals, then the steps and commits, `repeat` times. Threads meet
 * before and after each step that they share; the first of them runs everything else.
 */
function emitDriver(plan: Plan, { functionOf, isParallel, barrier, mark }: Callees): FunctionBuilder {
  const { steps, commits, bufferCount } = plan
  const [arena, repeat, thread, threads] = [0, 1, 2, 3]
  const code = new FunctionBuilder(['i32', 'i32', 'i32', 'i32'])
  const buffers: Local[] = []
  for (let buffer = 0; buffer < bufferCount; buffer++) {
    buffers.push(code.local('i32'))
    code
      .get(arena)
      .access('i32.load', buffer * addressBytes)
      .set(buffers[buffer]!)
  }
  const push = (place: Place): void => {
    if ('buffer' in place) code.get(buffers[place.buffer]!)
    else code.get(arena).i32(place.arenaBytes).op('i32.add')
  }
  const copy = ({ from, to, sizeBytes }: Copy): void => {
    push(to)
    push(from)
    code.i32(sizeBytes).copyMemory()
  }
  const pushOperands = ({ places, scratch }: Step): void => {
    if (scratch?.table) {
      places.forEach((place, i) => {
        code.get(arena)
        push(place)
        code.access('i32.store', scratch.arenaBytes + i * addressBytes)
      })
    } else places.forEach(push)
  }
  const numberOf = new Map(mark ? steps.map((step, number) => [step, number] as const) : [])
  const markSteps = (count: number): void => {
    if (mark) code.i32(mark.plan).i32(count).get(arena).call(mark.index)
  }
  const run = (step: Step): void => {
    if (mark) markSteps(numberOf.get(step)!)
    pushOperands(step)
    if (step.scratch) push(step.scratch)
    if (step.kernel.tasks !== undefined) code.i32(0).i32(step.kernel.tasks)
    code.call(functionOf(step))
  }
  const border = (tasks: number, offset: number): void => {
    code.get(thread).i32(offset).op('i32.add').i32(tasks).op('i32.mul').get(threads).op('i32.div_u')
  }
  const runShare = (step: Step): void => {
    const [first, last] = [code.local('i32'), code.local('i32')]
    border(step.kernel.tasks!, 0)
    code.set(first)
    border(step.kernel.tasks!, 1)
    code.set(last).get(first, last).op('i32.lt_u')
    code.branch(undefined, () => {
      pushOperands(step)
      if (step.scratch) {
        push(step.scratch)
        code.get(thread).i32(step.scratch.threadBytes).op('i32.mul', 'i32.add')
      }
      code.get(first, last).call(functionOf(step))
    })
  }
  const meet = (): void => {
    if (!barrier) return
    code.get(threads).i32(1).op('i32.ne')
    code.branch(undefined, () => code.i32(barrier.control).get(threads, thread).call(barrier.index))
  }
  const alone = (body: () => void): void => {
    if (!barrier) return body()
    code.get(thread).op('i32.eqz')
    code.branch(undefined, body)
  }
  const stretches = stretchesOf(steps, (step) => barrier !== undefined && isParallel(step))
  code.loop(() => {
    stretches.forEach((stretch, i) => {
      if ('kernel' in stretch) {
        if (mark) alone(() => markSteps(numberOf.get(stretch)!))
        // Behind a step that they share, the threads have met already.
        const before = stretches[i - 1]
        if (mark || !before || !('kernel' in before)) meet()
        runShare(stretch)
        meet()
      } else alone(() => stretch.forEach(run))
    })
    if (mark) alone(() => markSteps(steps.length))
    if (commits.length > 0) alone(() => commits.forEach(copy))
    if (mark) alone(() => markSteps(steps.length + 1))
    code.get(repeat).i32(1).op('i32.sub').tee(repeat)
  })
  return code
}

/** Adds functions to a module: bodies before the kernels that call them, kernels before the drivers that call those. */
class Emitter {
  readonly module: ModuleBuilder
  readonly hostCalls: HostCall[] = []
  readonly plans: Plan[] = []
  readonly kernels = new Map<number, Step>()
  readonly #known = new Map<string, number>()
  readonly #barrier: Callees['barrier']
  /** The function that marks steps; undefined where no driver does. */
  readonly #mark: number | undefined
  readonly #marksBodies: boolean
  isParallel = false

  constructor({ control, simd, marks = 'none' }: ModuleTarget) {
    this.module = new ModuleBuilder(simd)
    importHost(this.module, control !== undefined)
    this.#mark = marks === 'none' ? undefined : this.module.importFunction('host', markName, markSignature)
    this.#marksBodies = marks === 'all'
    this.#barrier = control === undefined ? undefined : { index: this.module.function(emitBarrier()), control }
  }

  /** @returns the index of the plan's driver */
  plan(plan: Plan): number {
    return this.module.function(this.#driver(plan, this.#barrier, true))
  }

  #driver(plan: Plan, barrier: Callees['barrier'], isMarked: boolean): FunctionBuilder {
    const functions = new Map(plan.steps.map((step) => [step, this.#kernel(step)]))
    const functionOf = (step: Step): number => functions.get(step)!
    // Only the main thread can call the host.
    const isParallel = (step: Step): boolean =>
      step.kernel.tasks !== undefined && !step.scratch?.table && !this.module.reachesImports(functionOf(step))
    this.isParallel ||= plan.steps.some(isParallel)
    const mark = isMarked && this.#mark !== undefined ? { index: this.#mark, plan: this.plans.push(plan) - 1 } : undefined
    return emitDriver(plan, { functionOf, isParallel, barrier, mark })
  }

  /** Nodes with one key share a function. */
  #kernel(step: Step): number {
    const known = this.#known.get(step.kernel.key)
    if (known !== undefined) return known
    // A body runs where its kernel runs: on one thread.
    const bodies = step.bodies.map((body) => this.module.function(this.#driver(body, undefined, this.#marksBodies)))
    const index = this.module.function(this.#emitKernel(step, bodies))
    this.#known.set(step.kernel.key, index)
    this.kernels.set(index, step)
    return index
  }

  /** The parameters of a kernel's function are the addresses of its operands, of its results, and of its scratch; then the range. */
  #emitKernel(step: Step, bodies: readonly number[]): FunctionBuilder {
    const { kernel, places, scratch } = step
    const parameters = (scratch?.table ? 0 : places.length) + (scratch ? 1 : 0)
    const isCut = kernel.tasks !== undefined
    const code = new FunctionBuilder(
      Array.from({ length: parameters + (isCut ? 2 : 0) }, () => 'i32'),
      this.module,
    )
    const { operands, results } = kernel.site
    const types = [...operands, ...results]
    const views = addressesOf(code, step).map((address, i) => denseView(address, types[i]!))
    const behindScratch = (offsetBytes: number): Local => movedPointer(code, parameters - 1, offsetBytes)
    const own = scratch && behindScratch(scratch.ownBytes)
    const arena = scratch && bodies.length > 0 ? behindScratch(scratch.bodyBytes) : undefined
    kernel.emit({
      code,
      operands: views.slice(0, operands.length),
      results: views.slice(operands.length),
      get scratch() {
        if (own === undefined) throw new InternalError('wasm: a kernel uses scratch that it did not ask for')
        return own
      },
      get range() {
        if (!isCut) throw new InternalError('wasm: a kernel uses a range that it did not ask for')
        return { first: parameters, last: parameters + 1 }
      },
      bodies: arena === undefined ? [] : bodies.map((index) => bodyAt(code, index, arena)),
      hostCall: (call) => this.hostCalls.push(call) - 1,
    })
    return code
  }
}

/** The module of a plan. */
export function emitModule(plan: Plan, target: ModuleTarget = { control: undefined }): EmittedModule {
  const emitter = new Emitter(target)
  emitter.module.exportFunction(driverName, emitter.plan(plan))
  const isParallel = target.control !== undefined && emitter.isParallel
  const { module, hostCalls, plans, kernels } = emitter
  return { bytes: module.bytes(), hostCalls, isParallel, plans, kernels }
}
