/** Compiled programs of each backend, found again by their structure; and the counts that tests and debugging read. */
import { type Backend, type Executable, type Program, scalarSlotBytes } from '../backend/backend.ts'
import { encodeNumbers } from '../dtype/encode.ts'
import { DTypeError, ExecutionError, MustWaitError } from '../errors/errors.ts'
import type { Graph, TensorType } from '../graph/graph.ts'
import { graphKey, typeKey } from '../graph/key.ts'
import { printGraph } from '../graph/print.ts'
import { debugLine } from './debug.ts'
import { ProgramCache } from './program-cache.ts'
import { queueOf } from './queue.ts'

/** Counts of what core did on one backend. */
export interface RuntimeCounts {
  /** Programs compiled. */
  compiles: number
  /** Programs run; a repeated one counts once. */
  runs: number
  /** Nodes of all programs run. */
  nodesRun: number
}

interface Cache {
  readonly executables: ProgramCache<Executable | Promise<Executable>>
  readonly counts: RuntimeCounts
}

/** A training step of a large model has some thousand nodes, an eager operation one. */
const limits = { entries: 512, nodes: 2 ** 17 }

const caches = new WeakMap<Backend, Cache>()

function cacheOf(backend: Backend): Cache {
  let cache = caches.get(backend)
  if (!cache) {
    cache = {
      executables: new ProgramCache(limits, (executable) => retire(backend, executable)),
      counts: { compiles: 0, runs: 0, nodesRun: 0 },
    }
    caches.set(backend, cache)
  }
  return cache
}

/**
 * Frees what was dropped, once nobody runs it any more: a run that has looked it up is in the queue by the end of this turn, so
 * whatever comes later in the queue comes after it.
 */
function retire(backend: Backend, dropped: Executable | Promise<Executable>): void {
  // A backend that was disposed has freed it already, and may say so.
  const dispose = (executable: Executable): void =>
    void queueOf(backend).add({ needs: undefined, begin: () => executable.dispose(), fail: () => {} })
  // Where it did not compile, whoever asked for it has heard so.
  Promise.resolve(dropped).then(dispose, () => {})
}

/** What core has compiled and run on a backend so far. */
export const runtimeCounts = (backend: Backend): RuntimeCounts => cacheOf(backend).counts

function checkDtypes(backend: Backend, graph: Graph): void {
  for (const { dtype } of graph.values) {
    if (!backend.capabilities.dtypes.includes(dtype)) {
      const known = backend.capabilities.dtypes.join(', ')
      throw new DTypeError(`${backend.name}: this backend does not compute in ${dtype}; it has ${known}`)
    }
  }
}

const compileFailure = (backend: Backend, error: unknown): ExecutionError =>
  new ExecutionError(`${backend.name}: compiling a program failed: ${error instanceof Error ? error.message : String(error)}`, {
    cause: error,
  })

const keys = new WeakMap<Program, string>()

/** Key of a program: its graph, and the role of every binding. Computed once per program. */
export function programKey(program: Program): string {
  let key = keys.get(program)
  if (key === undefined) {
    const { graph, bindings } = program
    const roles = bindings.map(({ role, type }) => role[0]! + (role === 'output' ? typeKey(type) : ''))
    key = `${roles.join('')}|${graphKey(graph)}`
    keys.set(program, key)
  }
  return key
}

/**
 * The executable of a program, from the cache where an equal one was compiled before. It is disposed of some time after it was
 * dropped, so it is for runs that are given to the queue in this turn; a later one asks again, and it is compiled anew.
 *
 * @returns a promise only where the backend has to compile asynchronously, always or this program
 */
export function executableOf(backend: Backend, program: Program, isSync = false): Executable | Promise<Executable> {
  const cache = cacheOf(backend)
  const key = programKey(program)
  const known = cache.executables.get(key)
  if (known && !(isSync && known instanceof Promise)) return known
  checkDtypes(backend, program.graph)
  const nodes = program.graph.nodes.length
  cache.counts.compiles += 1
  debugLine(1, () => `${backend.name} compiles a program of ${nodes} nodes`)
  debugLine(3, () => `program for ${backend.name}:\n${printGraph(program.graph)}`)
  if (backend.compileSync) {
    try {
      const executable = backend.compileSync(program)
      cache.executables.set(key, executable, nodes)
      return executable
    } catch (error) {
      if (isSync || !(error instanceof MustWaitError)) throw compileFailure(backend, error)
    }
  }
  const compiling: Promise<Executable> = backend.compile(program).then(
    (executable) => {
      cache.executables.replace(key, compiling, executable)
      return executable
    },
    (error: unknown) => {
      cache.executables.delete(key, compiling)
      throw compileFailure(backend, error)
    },
  )
  cache.executables.set(key, compiling, nodes)
  return compiling
}

/** The scalars of a run, packed as the contract says. */
export function packScalars(scalars: readonly { readonly value: number; readonly type: TensorType }[]): Uint8Array {
  const bytes = new Uint8Array(scalars.length * scalarSlotBytes)
  scalars.forEach(({ value, type }, index) => bytes.set(scalarBytes(value, type), index * scalarSlotBytes))
  return bytes
}

/** One scalar as its little-endian bits. */
function scalarBytes(value: number, { dtype }: TensorType): Uint8Array {
  const host = encodeNumbers(dtype, [value])
  return new Uint8Array(host.buffer, host.byteOffset, host.byteLength)
}
