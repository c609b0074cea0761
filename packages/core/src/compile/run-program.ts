/** Runs a traced program: binds arguments, advances variables in place, and hands out the results. */
import type { Backend, BufferSlice, Executable, Program } from '../backend/backend.ts'
import { BackendError, InternalError } from '../errors/errors.ts'
import type { TensorType } from '../graph/graph.ts'
import { follow, runFailure } from '../lazy/flush.ts'
import { packNumbers } from '../lazy/pack-numbers.ts'
import { computeTogether } from '../lazy/read.ts'
import { allocateStorages, storageOn } from '../lazy/resident.ts'
import type { Storage } from '../lazy/storage.ts'
import { type Failure, Value, type ValueState } from '../lazy/value.ts'
import { afterCheck } from '../nan-check/program-check.ts'
import type { NanCheckRule } from '../nan-check/setting.ts'
import { executableOf, runtimeCounts } from '../runtime/programs.ts'
import { queueOf } from '../runtime/queue.ts'
import type { Variable } from '../variable/variable.ts'
import { runAgain, type SteadyRun } from './steady-run.ts'

/** A traced function. Its bindings stand in this order: arguments, assigned variables, read variables, captures, outputs. */
export interface TracedProgram {
  readonly program: Program
  readonly assigned: readonly Variable[]
  readonly read: readonly Variable[]
  readonly captures: readonly Value[]
  /** What the user calls the arguments, such as `args[0]`. */
  readonly argumentNames: readonly string[]
  /** The last run, where the next one may be like it. */
  steady: SteadyRun | undefined
}

/** How a program is run. */
export interface RunOptions {
  readonly repeat: number
  readonly nanCheck: NanCheckRule | undefined
}

/** A variable's way through one run. */
interface StateStep {
  readonly before: Value
  readonly after: Value
  /** Nobody else sees the storage of `before`: it is updated where it is. */
  readonly exclusive: boolean
}

const copyProgram = (type: TensorType): Program => ({
  graph: { values: [type], parameters: 1, nodes: [], results: [0] },
  bindings: [
    { role: 'input', type },
    { role: 'output', type },
  ],
})

interface Ready {
  readonly executable: Executable
  /** Copies the state of a variable that was handed out; one per state that needs it. */
  readonly copiers: readonly (Executable | undefined)[]
}

/** The executables of a run; a promise only where the backend compiles asynchronously. */
function prepare(backend: Backend, program: Program, steps: readonly StateStep[]): Ready | Promise<Ready> {
  const main = executableOf(backend, program)
  const copiers = steps.map(({ exclusive, before }) =>
    exclusive || before.state.kind === 'host' ? undefined : executableOf(backend, copyProgram(before.type)),
  )
  const executables = [main, ...copiers]
  const known = executables.filter((executable): executable is Executable | undefined => !(executable instanceof Promise))
  if (known.length === executables.length) return { executable: known[0]!, copiers: known.slice(1) }
  return Promise.all(executables).then(([executable, ...rest]) => ({ executable: executable!, copiers: rest }))
}

/** The storage that a program may update in place: the variable's own, or a fresh copy of what others may still read. */
function ownStorage(
  backend: Backend,
  { before, exclusive }: StateStep,
  copier: Executable | undefined,
  inUse: Set<Storage>,
): Storage {
  if (exclusive) return storageOn(backend, before, inUse)
  const [own] = allocateStorages(backend, [before.type], inUse)
  if (before.state.kind === 'host') backend.write(own!.slice, before.state.data)
  else copier!.run({ buffers: [storageOn(backend, before, inUse).slice, own!.slice], scalars: new Uint8Array(0) })
  return own!
}

/** What the user calls the parameters of a program, as far as they have names. */
const parameterNames = ({ argumentNames, assigned, read }: TracedProgram): readonly string[] => [
  ...argumentNames,
  ...[...assigned, ...read].map(({ path }) => `the variable ${path}`),
]

/** State of what a run makes, until it has begun or failed. */
const undecided: ValueState = {
  kind: 'failed',
  error: new InternalError('a value was read before its run was given to the queue'),
}

const slicesOf = (storages: readonly Storage[]): BufferSlice[] => storages.map(({ slice }) => slice)

/**
 * Runs the program in its turn.
 *
 * @param args - one per argument binding
 * @param options - how often to run it in a row, and whether to look for NaN before it runs
 * @returns the outputs, resident, scheduled or failed
 */
export function runProgram(
  call: string,
  backend: Backend,
  traced: TracedProgram,
  args: readonly Value[],
  { repeat, nanCheck }: RunOptions,
): Value[] {
  const { program, assigned, read, captures } = traced
  if (!nanCheck && runAgain(backend, traced, repeat)) return []
  traced.steady = undefined
  const wrong = args.find((value) => value.backend && value.backend !== backend)
  if (wrong) {
    throw new BackendError(
      `${call}: an argument lives on the ${wrong.backend!.name} backend, the program on ${backend.name}; move it with tensor.to(backend)`,
    )
  }
  const states = assigned.map((variable) => variable.contentOn(backend))
  const sources = [...args, ...read.map((variable) => variable.contentOn(backend)), ...captures]
  computeTogether([...sources, ...states])
  const steps = assigned.map((variable): StateStep => {
    const after = new Value(variable.type, undecided, backend)
    return { after, ...variable.advance(backend, after) }
  })
  const outputTypes = program.bindings.flatMap(({ role, type }) => (role === 'output' ? [type] : []))
  const outputs = outputTypes.map((type) => new Value(type, undecided, backend))

  const fail = (cause: unknown): void => {
    const earlier = inherited()
    const failure = earlier ?? { error: runFailure(backend, cause, ''), reported: false }
    for (const output of outputs) {
      output.state = { kind: 'failed', error: failure.error }
      output.failure = failure
    }
    // The variables keep what they had: once the error was reported, the model is usable.
    for (const { before, after } of steps) {
      after.state = before.state
      after.failure = failure
      if (before.state.kind === 'resident') before.state.storage.retain()
    }
  }
  /** A failure before this run that nobody has heard of: what was to build on that run must not go on as if nothing were. */
  const inherited = (): Failure | undefined =>
    [...sources, ...steps.map(({ before }) => before)].find(({ failure }) => failure && !failure.reported)?.failure
  const begin = ({ executable, copiers }: Ready): void => {
    const earlier = inherited()
    if (earlier) throw earlier.error
    const inUse = new Set<Storage>()
    const use = (storage: Storage): Storage => {
      inUse.add(storage)
      return storage
    }
    const inputs = sources.map((value) => (value.state.kind === 'number' ? undefined : use(storageOn(backend, value, inUse))))
    const owned = steps.map((step, index) => use(ownStorage(backend, step, copiers[index], inUse)))
    const results = allocateStorages(backend, outputTypes, inUse)
    const argumentInputs = inputs.slice(0, args.length).filter((storage) => storage !== undefined)
    const otherInputs = inputs.slice(args.length).filter((storage) => storage !== undefined)
    const buffers = slicesOf([...argumentInputs, ...owned, ...otherInputs, ...results])
    const scalars = packNumbers(sources)
    const submission = executable.run({ buffers, scalars, repeat })
    follow(submission, [...owned, ...results])
    const counts = runtimeCounts(backend)
    counts.runs += 1
    counts.nodesRun += program.graph.nodes.length * repeat
    results.forEach((storage, index) => (outputs[index]!.state = { kind: 'resident', storage: storage.retain() }))
    owned.forEach((storage, index) => (steps[index]!.after.state = { kind: 'resident', storage: storage.retain() }))
    if (args.length > 0 || outputs.length > 0) return
    traced.steady = {
      executable,
      states: steps.map(({ after }, index) => ({ value: after, storage: owned[index] })),
      sources: sources.map((value, index) => ({ value, storage: inputs[index] })),
      buffers,
      scalars,
    }
  }

  let needs: Ready | Promise<Ready>
  try {
    const parameters = [...sources.slice(0, args.length), ...steps.map(({ before }) => before), ...sources.slice(args.length)]
    const nameOf = (parameter: number): string => parameterNames(traced)[parameter] ?? 'a tensor from outside the function'
    const check = nanCheck && { call, backend, graph: program.graph, sources: parameters, nameOf, rule: nanCheck }
    needs = afterCheck(check, prepare(backend, program, steps))
  } catch (error) {
    fail(error)
    return outputs
  }
  const started = queueOf(backend).add({ needs, begin, fail })
  if (started) for (const value of [...outputs, ...steps.map(({ after }) => after)]) value.state = { kind: 'scheduled', started }
  return outputs
}
