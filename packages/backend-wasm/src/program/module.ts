/** Emits the module of a program: a function per distinct kernel, and drivers that call them in order. */
import { InternalError } from '@neurite/core'
import { FunctionBuilder, type Local } from '../assembler/function-builder.ts'
import { ModuleBuilder } from '../assembler/module-builder.ts'
import { importHost } from '../lowering/host.ts'
import { addressBytes, type Body, type HostCall } from '../lowering/kernel.ts'
import { denseView, movedPointer } from '../lowering/view.ts'
import type { Copy, Place, Plan, Step } from './plan.ts'

/** Name of the exported driver: `run(arenaAddress, repeat)`. */
export const driverName = 'run'

/** A program's module, and the functions of the host that it calls, by number. */
export interface EmittedModule {
  readonly bytes: Uint8Array
  readonly hostCalls: readonly HostCall[]
}

/** Stores the addresses of a body's parameters and results where its driver looks for them, and calls it. */
const bodyAt = (code: FunctionBuilder, functionIndex: number, arena: Local): Body => ({
  call(addresses) {
    addresses.forEach((address, i) => code.get(arena, address).access('i32.store', i * addressBytes))
    code.get(arena).i32(1).call(functionIndex)
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

/** The driver: buffer addresses from the head of the arena into locals, then the steps and commits, `repeat` times. */
function emitDriver({ steps, commits, bufferCount }: Plan, functionOf: (step: Step) => number): FunctionBuilder {
  const [arena, repeat] = [0, 1]
  const code = new FunctionBuilder(['i32', 'i32'])
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
  const run = (step: Step): void => {
    const { places, scratch } = step
    if (scratch?.table) {
      places.forEach((place, i) => {
        code.get(arena)
        push(place)
        code.access('i32.store', scratch.arenaBytes + i * addressBytes)
      })
    } else places.forEach(push)
    if (scratch) push(scratch)
    code.call(functionOf(step))
  }
  code.loop(() => {
    steps.forEach(run)
    commits.forEach(copy)
    code.get(repeat).i32(1).op('i32.sub').tee(repeat)
  })
  return code
}

/** Adds functions to a module: bodies before the kernels that call them, kernels before the drivers that call those. */
class Emitter {
  readonly module = new ModuleBuilder()
  readonly hostCalls: HostCall[] = []
  readonly #kernels = new Map<string, number>()

  constructor() {
    importHost(this.module)
  }

  /** @returns the index of the plan's driver */
  plan(plan: Plan): number {
    const functions = new Map(plan.steps.map((step) => [step, this.#kernel(step)]))
    return this.module.function(emitDriver(plan, (step) => functions.get(step)!))
  }

  /** Nodes with one key share a function. */
  #kernel(step: Step): number {
    const known = this.#kernels.get(step.kernel.key)
    if (known !== undefined) return known
    const index = this.module.function(
      this.#emitKernel(
        step,
        step.bodies.map((body) => this.plan(body)),
      ),
    )
    this.#kernels.set(step.kernel.key, index)
    return index
  }

  /** The parameters of a kernel's function are the addresses of its operands, of its results, and of its scratch. */
  #emitKernel(step: Step, bodies: readonly number[]): FunctionBuilder {
    const { kernel, places, scratch } = step
    const parameters = (scratch?.table ? 0 : places.length) + (scratch ? 1 : 0)
    const code = new FunctionBuilder(Array.from({ length: parameters }, () => 'i32'))
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
      bodies: arena === undefined ? [] : bodies.map((index) => bodyAt(code, index, arena)),
      hostCall: (call) => this.hostCalls.push(call) - 1,
    })
    return code
  }
}

/** The module of a plan. */
export function emitModule(plan: Plan): EmittedModule {
  const emitter = new Emitter()
  emitter.module.exportFunction(driverName, emitter.plan(plan))
  return { bytes: emitter.module.bytes(), hostCalls: emitter.hostCalls }
}
