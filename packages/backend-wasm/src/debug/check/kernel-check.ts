/** Checks every kernel while a program runs: what it wrote, and what it left alone. */
import { type Evaluate, printKernels, runKernelCall } from '@neurite/compiler/debug'
import { ExecutionError, formatType, type HostArray, hostView, type Shape, type ValueId } from '@neurite/core'
import type { WasmMemory } from '../../engine.ts'
import type { Plan, Step } from '../../program/plan.ts'
import { kernelName } from '../kernel-name.ts'
import type { Held } from './lifetimes.ts'
import { MemoryWatch } from './memory-watch.ts'
import { type Noise, shaken } from './shaken.ts'
import { type Mismatch, worstMismatch } from './worst-mismatch.ts'

/** What rounding does, and eight times as much: noise is random and rounding is not, so there has to be room. */
const noises: readonly Noise[] = [1, -1, 8, -8].map((amplitude) => ({ amplitude, seed: Math.abs(amplitude) }))

/** Whether running a step a second time would call a function of the user a second time. */
const callsHost = ({ call: { kernel }, bodies }: Step): boolean =>
  (kernel.kind === 'node' && kernel.primitive === 'hostCall') || bodies.some(({ steps }) => steps.some(callsHost))

/** `[1, 4]`: the index of an element by axes. */
function indexIn(shape: Shape, at: number): string {
  let rest = at
  const index = shape.toReversed().map((extent) => {
    const place = rest % extent
    rest = (rest - place) / extent
    return place
  })
  return `[${index.reverse().join(', ')}]`
}

/** One plan that runs, and how far it is. */
interface Running {
  readonly plan: Plan
  readonly watch: MemoryWatch
  steps: number
}

/** Checks the runs of one program, and those of the bodies of its loops and branches. */
export class KernelCheck {
  readonly #evaluate: Evaluate
  readonly #plans: readonly Omit<Running, 'steps'>[]
  /** The program, and the bodies that run inside each other, outermost first. */
  readonly #running: Running[] = []
  #fault: ExecutionError | undefined

  /** @param plans - by the numbers in marks, the program's own last */
  constructor(plans: readonly Plan[], memory: WasmMemory, evaluate: Evaluate) {
    this.#evaluate = evaluate
    this.#plans = plans.map((plan) => ({ plan, watch: new MemoryWatch(plan, memory) }))
  }

  /** What was found since the last time that somebody asked. */
  takeFault(): ExecutionError | undefined {
    const fault = this.#fault
    this.#fault = undefined
    return fault
  }

  /**
   * So many steps of a plan have run; one more stands for the copies at the end.
   *
   * @throws ExecutionError when the last of them did wrong
   */
  mark(number: number, steps: number, arena: number): void {
    const isMain = number === this.#plans.length - 1
    if (steps === 0) {
      // An earlier run may have ended in the middle.
      if (isMain) this.#running.length = 0
      this.#running.push({ ...this.#plans[number]!, steps })
    }
    const running = this.#running.at(-1)!
    running.steps = steps
    const { plan, watch } = running
    if (steps === 0) watch.begin(arena)
    else if (steps <= plan.steps.length) this.#checkStep(running, steps - 1)
    if (steps <= plan.steps.length) watch.poison(steps)
    else {
      this.#checkEnd(running)
      this.#running.pop()
    }
  }

  #checkStep({ plan, watch }: Running, index: number): void {
    const step = plan.steps[index]!
    const changed = watch.changedBy(index)
    if (changed)
      this.#fail(`${this.#path()} changed ${this.#describe(plan, changed)}, ${this.#needOf(plan, changed)}; ${planFault}`)
    if (!callsHost(step)) this.#compare(plan, watch, step)
    watch.step(index)
  }

  #compare({ graph }: Plan, watch: MemoryWatch, { call }: Step): void {
    const { values } = graph
    const arrayOf = (id: ValueId, bytes: Uint8Array<ArrayBuffer>): HostArray => hostView(values[id]!.dtype, bytes.buffer)
    const reference = (evaluate: Evaluate): HostArray[] =>
      runKernelCall(graph, call, (id) => arrayOf(id, watch.bytesOf(id)), evaluate)
    const mismatch = worstMismatch(
      call.results.map((id) => values[id]!),
      reference(this.#evaluate),
      call.results.map((id) => arrayOf(id, watch.bytesAt(id))),
      () => noises.map((noise) => reference(shaken(this.#evaluate, noise))),
    )
    if (mismatch) this.#fail(this.#mismatchText(graph, call, mismatch))
  }

  #mismatchText(graph: Plan['graph'], call: Step['call'], { result, at, expected, got, tolerance }: Mismatch): string {
    const id = call.results[result]!
    const type = graph.values[id]!
    const hint =
      Number.isNaN(got) && !Number.isNaN(expected)
        ? '; memory that holds nothing is filled with NaN, so it may have read such'
        : ''
    const kernel = printKernels({ ...graph, calls: [call], results: call.results })
    return (
      `${this.#path()} gave ${got} at ${indexIn(type.shape, at)} of %${id} ${formatType(type)}, expected ${expected}` +
      ` give or take ${tolerance.toPrecision(2)}${hint}:\n${kernel}`
    )
  }

  #checkEnd({ plan, watch }: Running): void {
    const missing = watch.missing()
    if (!missing) return
    const result = `%${missing.id} ${formatType(plan.graph.values[missing.id]!)}`
    this.#fail(`the copies at the end did not bring ${result} to buffer ${missing.buffer}; ${planFault}`)
  }

  /** `%4 float32[8, 3]`. */
  #describe({ graph: { values } }: Plan, { id }: Held): string {
    return `%${id} ${formatType(values[id]!)}`
  }

  #needOf({ steps }: Plan, { until }: Held): string {
    if (until === Infinity) return 'which comes from outside'
    if (until === steps.length) return 'which is a result'
    return `which kernel ${until + 1} (${kernelName(steps[until]!.call)}) reads`
  }

  /** `kernel 2 of 3 (add) in the body of kernel 4 of 5 (scan)`. The innermost one is over, those around it have begun. */
  #path(): string {
    const last = this.#running.length - 1
    const names = this.#running.map(({ plan, steps }, depth) => {
      const index = depth === last ? steps - 1 : steps
      const { call } = plan.steps[index]!
      const layer = call.origin?.layer
      return `kernel ${index + 1} of ${plan.steps.length} (${kernelName(call)}${layer === undefined ? '' : `, ${layer}`})`
    })
    return names.reverse().join(' in the body of ')
  }

  #fail(text: string): never {
    this.#fault = new ExecutionError(`wasm check: ${text}`)
    throw this.#fault
  }
}

const planFault = 'the plan gave it the place of another value, or the kernel wrote beyond its own'
