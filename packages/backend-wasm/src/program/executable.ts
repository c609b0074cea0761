/** A compiled program: hands addresses and scalars to the module's driver and calls it, once per run. */
import {
  type BufferSlice,
  DisposedError,
  type Executable,
  ExecutionError,
  InternalError,
  type Invocation,
  type Program,
  scalarSlotBytes,
  type Submission,
} from '@neurite/core'
import type { WasmInstance } from '../engine.ts'
import type { Heap } from '../memory/heap.ts'
import { addressOf } from '../memory/wasm-buffer.ts'
import type { Pace } from '../threads/pace.ts'
import type { Pool } from '../threads/pool.ts'
import { checkBuffers, checkNumbers } from './check-invocation.ts'
import { driverName } from './module.ts'
import type { Plan } from './plan.ts'

type Driver = (arenaAddress: number, repeat: number, thread: number, threads: number) => void

const isDriver = (value: unknown): value is Driver => typeof value === 'function'

const completed: Submission = { done: () => Promise.resolve() }

/** @param cause - or a promise of it, where a worker is still to tell */
const failed = (cause: unknown): Submission => ({
  done: async () => {
    throw new ExecutionError('wasm run: the program failed while it ran', { cause: await cause })
  },
})

/** A program that workers know. */
export interface Shared {
  readonly pool: Pool
  readonly program: number
  /** Finds out whether it is worth it. */
  readonly pace: Pace
}

/**
 * The executable of an instantiated module.
 *
 * @param sharedBy - says whether workers know the program: idle ones then take their part in its runs
 */
export function createExecutable(
  program: Program,
  plan: Plan,
  instance: WasmInstance,
  heap: Heap,
  sharedBy: (() => Shared | undefined) | undefined,
): Executable {
  const exported = instance.exports[driverName]
  if (!isDriver(exported)) throw new InternalError(`wasm: the module exports no function ${driverName}`)
  const buffered = program.bindings.filter(({ role }) => role !== 'scalar')
  const scalarCount = program.bindings.length - buffered.length
  // Not the plan: it holds the graph, whose nodes remember who called for them.
  const { arenaBytes, scalarsBytes } = plan
  let current: Driver | undefined = exported
  let checked: readonly BufferSlice[] = []

  /** Asks for the arena's address at each run: it moves when a larger program is compiled. */
  const prepare = (call: Invocation): number => {
    if (call.buffers.length !== buffered.length)
      throw new InternalError(`wasm run: expected ${buffered.length} buffers, got ${call.buffers.length}`)
    const addresses = call.buffers.map((slice) => addressOf('wasm run', heap, slice))
    checkNumbers(scalarCount, call)
    // A training step comes with the same buffers each time.
    if (checked.length === 0 || call.buffers.some((slice, i) => slice !== checked[i])) {
      checkBuffers(buffered, call, addresses)
      checked = call.buffers
    }
    const arena = heap.arenaAddress
    new Uint32Array(heap.memory.buffer, arena, addresses.length).set(addresses)
    heap.bytes.set(call.scalars.subarray(0, scalarCount * scalarSlotBytes), arena + scalarsBytes)
    return arena
  }

  return {
    scratchBytes: arenaBytes,
    run(call) {
      if (!current || heap.isReleased) throw new DisposedError('wasm run: the program or its backend was disposed')
      heap.requireIdle()
      const [driver, arena] = [current, prepare(call)]
      const repeat = call.repeat ?? 1
      const shared = sharedBy?.()
      const known = shared?.pool.knows(shared.program) ? shared : undefined
      const beganMs = known ? performance.now() : 0
      const threads = known?.pace.isTogether ? known.pool.join({ program: known.program, arena, repeat }) : 1
      try {
        heap.runInArena(() => driver(arena, repeat, 0, threads))
      } catch (cause) {
        return failed(known && threads > 1 ? known.pool.explain(cause) : cause)
      }
      known?.pace.took(performance.now() - beganMs, repeat)
      return completed
    },
    dispose() {
      const shared = current && sharedBy?.()
      shared?.pool.withdraw(shared.program)
      current = undefined
    },
  }
}
