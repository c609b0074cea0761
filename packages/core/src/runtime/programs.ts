/** Compiled programs of each backend, found again by their structure; and the counts that tests and debugging read. */
import { type Backend, type Executable, type Program, scalarSlotBytes } from '../backend/backend.ts'
import { encodeNumbers } from '../dtype/encode.ts'
import { DTypeError, ExecutionError } from '../errors/errors.ts'
import type { Graph, TensorType } from '../graph/graph.ts'
import { graphKey, typeKey } from '../graph/key.ts'
import { printGraph } from '../graph/print.ts'
import { debugLine } from './debug.ts'

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
  readonly executables: Map<string, Executable | Promise<Executable>>
  readonly counts: RuntimeCounts
}

const caches = new WeakMap<Backend, Cache>()

function cacheOf(backend: Backend): Cache {
  let cache = caches.get(backend)
  if (!cache) {
    cache = { executables: new Map(), counts: { compiles: 0, runs: 0, nodesRun: 0 } }
    caches.set(backend, cache)
  }
  return cache
}

/** What core has compiled and run on a backend so far. */
export const runtimeCounts = (backend: Backend): RuntimeCounts => cacheOf(backend).counts

/** Programs kept per backend. */
const mostPrograms = 512

function checkDtypes(backend: Backend, graph: Graph): void {
  for (const { dtype } of graph.values) {
    if (!backend.capabilities.dtypes.includes(dtype)) {
      const known = backend.capabilities.dtypes.join(', ')
      throw new DTypeError(`${backend.name}: this backend does not compute in ${dtype}; it has ${known}`)
    }
  }
}

/** Adds the newest and drops the least recently used; whoever still holds that one may go on running it. */
function remember(cache: Cache, key: string, executable: Executable | Promise<Executable>): void {
  cache.executables.delete(key)
  cache.executables.set(key, executable)
  if (cache.executables.size <= mostPrograms) return
  const [oldest] = cache.executables.keys()
  if (oldest !== undefined) cache.executables.delete(oldest)
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
 * The executable of a program, from the cache where an equal one was compiled before.
 *
 * @returns a promise only where the backend has to compile asynchronously
 */
export function executableOf(backend: Backend, program: Program, isSync = false): Executable | Promise<Executable> {
  const cache = cacheOf(backend)
  const key = programKey(program)
  const known = cache.executables.get(key)
  if (known && !(isSync && known instanceof Promise)) {
    remember(cache, key, known)
    return known
  }
  checkDtypes(backend, program.graph)
  cache.counts.compiles += 1
  debugLine(1, () => `${backend.name} compiles a program of ${program.graph.nodes.length} nodes`)
  debugLine(3, () => `program for ${backend.name}:\n${printGraph(program.graph)}`)
  if (backend.compileSync) {
    try {
      const executable = backend.compileSync(program)
      remember(cache, key, executable)
      return executable
    } catch (error) {
      throw compileFailure(backend, error)
    }
  }
  const compiling = backend.compile(program).then(
    (executable) => {
      cache.executables.set(key, executable)
      return executable
    },
    (error: unknown) => {
      cache.executables.delete(key)
      throw compileFailure(backend, error)
    },
  )
  remember(cache, key, compiling)
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
