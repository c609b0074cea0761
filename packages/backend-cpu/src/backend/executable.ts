/** A compiled program of the reference backend: a plan, and what its border means. */
import {
  type Binding,
  checkInvocation,
  checkProgram,
  DisposedError,
  type Executable,
  type HostArray,
  type Invocation,
  type Program,
  reportsKernels,
  type Submission,
} from '@neurite/core'
import { interpret } from '../interpreter/interpret.ts'
import { type Plan, planGraph } from '../interpreter/plan.ts'
import type { Memory } from '../memory/memory.ts'
import { reportNode } from './report-node.ts'
import { readScalar } from './scalars.ts'

/** Runs a program at once, in the call itself. */
export class CpuExecutable implements Executable {
  readonly scratchBytes: number
  readonly #bindings: readonly Binding[]
  readonly #getMemory: () => Memory
  #plan: Plan | undefined

  /** @param getMemory - the backend's memory; throws once the backend was disposed */
  constructor(program: Program, getMemory: () => Memory) {
    checkProgram('cpu', program)
    this.#bindings = program.bindings
    this.#getMemory = getMemory
    this.#plan = planGraph(program.graph)
    this.scratchBytes = this.#plan.scratchBytes
  }

  /**
   * Runs the program and hands over its outcome.
   *
   * @throws DisposedError when the executable or its backend was disposed
   * @throws InternalError when the invocation does not fit the program
   */
  run(call: Invocation): Submission {
    const memory = this.#getMemory()
    const plan = this.#plan
    if (!plan) throw new DisposedError('cpu: the program was disposed; compile it again')
    checkInvocation('cpu', this.#bindings, call)
    const border = bindBuffers(this.#bindings, call, memory)
    try {
      for (let round = 0; round < (call.repeat ?? 1); round++) runOnce(plan, border)
    } catch (error) {
      return { done: () => Promise.reject(error) }
    }
    return { done: () => Promise.resolve() }
  }

  dispose(): void {
    this.#plan = undefined
  }
}

/** Where the parameters of one call are read, and where its results go. */
interface Border {
  readonly readParameters: () => HostArray[]
  readonly targets: readonly Uint8Array[]
}

function bindBuffers(bindings: readonly Binding[], { buffers, scalars }: Invocation, memory: Memory): Border {
  const readers: (() => HostArray)[] = []
  const targets: Uint8Array[] = []
  let [buffer, slot] = [0, 0]
  for (const { role, type } of bindings) {
    if (role === 'scalar') {
      const data = readScalar(scalars, slot++, type.dtype)
      readers.push(() => data)
      continue
    }
    const slice = buffers[buffer++]!
    if (role !== 'output') readers.push(() => memory.elements(slice, type.dtype))
    if (role !== 'input') targets.push(memory.bytes(slice))
  }
  return { readParameters: () => readers.map((read) => read()), targets }
}

/** One run. Nothing is written before everything is computed; a result that lies in a target is moved out of the way first. */
function runOnce(plan: Plan, { readParameters, targets }: Border): void {
  const written = new Set(targets.map(({ buffer }) => buffer))
  const results = interpret(plan, readParameters(), reportsKernels() ? reportNode : undefined).map((data) =>
    written.has(data.buffer) ? data.slice() : data,
  )
  results.forEach(({ buffer, byteOffset, byteLength }, index) => {
    targets[index]?.set(new Uint8Array(buffer, byteOffset, byteLength))
  })
}
