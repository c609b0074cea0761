/** Emits the module of a program: a function per distinct kernel, and a driver that calls them in order. */
import { FunctionBuilder, type Local } from '../assembler/function-builder.ts'
import { ModuleBuilder } from '../assembler/module-builder.ts'
import { importHost } from '../lowering/host.ts'
import { denseView } from '../lowering/view.ts'
import type { Copy, Place, Plan, Step } from './plan.ts'

/** Name of the exported driver: `run(arenaAddress, repeat)`. */
export const driverName = 'run'

const pointerBytes = 4

/** The kernel's function; its parameters are the addresses of its operands, then of its results. */
function emitKernel({ kernel, places }: Step): FunctionBuilder {
  const code = new FunctionBuilder(places.map(() => 'i32'))
  const { operands, results } = kernel.site
  const views = [...operands, ...results].map((type, parameter) => denseView(parameter, type))
  kernel.emit({ code, operands: views.slice(0, operands.length), results: views.slice(operands.length) })
  return code
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
      .access('i32.load', buffer * pointerBytes)
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
  code.loop(() => {
    for (const step of steps) {
      step.places.forEach(push)
      code.call(functionOf(step))
    }
    commits.forEach(copy)
    code.get(repeat).i32(1).op('i32.sub').tee(repeat)
  })
  return code
}

/** The bytes of a plan's module. */
export function emitModule(plan: Plan): Uint8Array {
  const module = new ModuleBuilder()
  importHost(module)
  const functions = new Map<string, number>()
  for (const step of plan.steps) {
    if (!functions.has(step.kernel.key)) functions.set(step.kernel.key, module.function(emitKernel(step)))
  }
  const driver = module.function(emitDriver(plan, ({ kernel }) => functions.get(kernel.key)!))
  module.exportFunction(driverName, driver)
  return module.bytes()
}
