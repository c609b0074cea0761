/** Runs a plan of the Wasm backend with its kernels checked: plans that tests have broken, which the backend would never make. */
import { evaluateGraph } from '@neurite/backend-cpu'
import { encodeNumbers, isFloat, type Program, scalarSlotBytes, sizeOf } from '@neurite/core'
import { Inspector } from '../../../packages/backend-wasm/src/debug/inspector.ts'
import { requireEngine } from '../../../packages/backend-wasm/src/engine.ts'
import { provideAll } from '../../../packages/backend-wasm/src/late/at-once.ts'
import { createHost } from '../../../packages/backend-wasm/src/lowering/host.ts'
import { Heap } from '../../../packages/backend-wasm/src/memory/heap.ts'
import { WasmBuffer } from '../../../packages/backend-wasm/src/memory/wasm-buffer.ts'
import { createExecutable } from '../../../packages/backend-wasm/src/program/executable.ts'
import { emitModule } from '../../../packages/backend-wasm/src/program/module.ts'
import type { Place } from '../../../packages/compiler/src/index.ts'
import { type Plan, planProgram, type Step } from '../../../packages/backend-wasm/src/program/plan.ts'

// As outside of pages: plans may have any kernels.
provideAll()

/** Resolves when a run of the plan is over; rejects with what the check found. Floats are small, whole numbers smaller. */
export async function checkedRun(program: Program, plan: Plan): Promise<void> {
  const engine = requireEngine()
  const heap = new Heap(engine, 2 ** 24)
  const inspector = new Inspector(evaluateGraph)
  const emitted = emitModule(plan, { control: undefined, marks: inspector.marks })
  inspector.open(emitted, heap.memory)
  const imports = inspector.imports(createHost(heap.memory, []))
  const instance = new engine.Instance(new engine.Module(emitted.bytes), imports)
  heap.growArena(plan.arenaBytes)
  const executable = inspector.wrap(createExecutable(program, plan, instance, heap, undefined))
  const buffers = program.bindings
    .filter(({ role }) => role !== 'scalar')
    .map(({ type: { dtype, shape } }) => {
      const numbers = Array.from({ length: sizeOf(shape) }, (_, i) => (isFloat(dtype) ? Math.sin(1 + i) : i % 3))
      const data = encodeNumbers(dtype, numbers)
      const [address] = heap.allocate([data.byteLength])
      heap.bytes.set(new Uint8Array(data.buffer), address)
      return { buffer: new WasmBuffer(heap, address!, data.byteLength), offsetBytes: 0, sizeBytes: data.byteLength }
    })
  const scalars = new Uint8Array((program.bindings.length - buffers.length) * scalarSlotBytes)
  await executable.run({ buffers, scalars }).done()
}

/** What breaks a step. */
export type Breaker = (step: Step) => Partial<Step>

/** The plan of a program with one step broken. */
export function withBrokenStep(program: Program, index: number, breaker: Breaker): Plan {
  const plan = planProgram(program)
  return { ...plan, steps: plan.steps.map((step, i) => (i === index ? { ...step, ...breaker(step) } : step)) }
}

/** A step whose function does something else: `emit` may call what was there before. */
export const emitting =
  (emit: (frame: Parameters<Step['kernel']['emit']>[0], before: Step['kernel']['emit']) => void): Breaker =>
  ({ kernel }) => ({ kernel: { ...kernel, key: 'broken', emit: (frame) => emit(frame, kernel.emit) } })

/** The plan with every place that is `from` moved to `to`, as if the planner had wanted it so. */
export function withPlace(plan: Plan, from: Place, to: Place): Plan {
  const moved = (place: Place): Place => (JSON.stringify(place) === JSON.stringify(from) ? to : place)
  const steps = plan.steps.map((step) => ({ ...step, places: step.places.map(moved) }))
  const commits = plan.commits.map((copy) => ({ ...copy, from: moved(copy.from), to: moved(copy.to) }))
  return { ...plan, steps, commits, placeOf: (id) => moved(plan.placeOf(id)) }
}
