/** A run that takes exactly what the one before took: no value, storage or buffer has to be looked up or made again. */
import type { Backend, BufferSlice, Executable, Program } from '../backend/backend.ts'
import { follow, runFailure } from '../lazy/flush.ts'
import type { Storage } from '../lazy/storage.ts'
import type { Value } from '../lazy/value.ts'
import { executableOf, runtimeCounts } from '../runtime/programs.ts'
import { queueOf } from '../runtime/queue.ts'
import type { Variable } from '../variable/variable.ts'

/** A value, and the storage in which a run found it; none for numbers. */
export interface Found {
  readonly value: Value
  readonly storage: Storage | undefined
}

/** What a run took, and nobody else holds. Programs with arguments or outputs have none: they differ from run to run. */
export interface SteadyRun {
  readonly executable: Executable
  /** Per assigned variable: its value after the run, in the storage that every run updates. */
  readonly states: readonly Found[]
  readonly sources: readonly Found[]
  readonly buffers: readonly BufferSlice[]
  readonly scalars: Uint8Array
}

/** A program that may run as it ran before. */
interface SteadyProgram {
  readonly program: Program
  readonly assigned: readonly Variable[]
  /** The first sources are theirs. */
  readonly read: readonly Variable[]
  readonly steady: SteadyRun | undefined
}

const isWhereItWas = (backend: Backend, { value, storage }: Found): boolean => {
  const { state, failure } = value
  if (failure && !failure.reported) return false
  if (state.kind === 'resident') return state.storage === storage
  return state.kind === 'number' || (state.kind === 'host' && value.copies?.get(backend) === storage)
}

/**
 * Runs a program once more as it ran before, if nothing has changed in between.
 *
 * @returns whether it did
 */
export function runAgain(backend: Backend, { program, assigned, read, steady }: SteadyProgram, repeat: number): boolean {
  if (!steady || !queueOf(backend).idle) return false
  const { states, sources, buffers, scalars } = steady
  const isSame =
    assigned.every((variable, i) => variable.holdsAlone(states[i]!.value)) &&
    read.every((variable, i) => variable.contentOn(backend) === sources[i]!.value) &&
    [...states, ...sources].every((found) => isWhereItWas(backend, found))
  if (!isSame) return false
  try {
    if (executableOf(backend, program) !== steady.executable) return false
    const submission = steady.executable.run({ buffers, scalars, repeat })
    follow(
      submission,
      states.map(({ storage }) => storage!),
    )
    const counts = runtimeCounts(backend)
    counts.runs += 1
    counts.nodesRun += program.graph.nodes.length * repeat
  } catch (cause) {
    // The variables keep what they had, and the next read reports it.
    const failure = { error: runFailure(backend, cause, ''), reported: false }
    for (const { value } of states) value.failure = failure
  }
  return true
}
