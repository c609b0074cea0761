/** Computes pending values: extracts their graph, compiles or finds its program, and runs it. */
import type { Backend, Executable, Program, Submission } from '../backend/backend.ts'
import { ExecutionError, InternalError, NeuriteError, NonFiniteError } from '../errors/errors.ts'
import { type BuildPurpose, claimsNothing, pruneGraph } from '../graph/builder.ts'
import type { Graph, ValueId } from '../graph/graph.ts'
import { graphKey } from '../graph/key.ts'
import { afterCheck } from '../nan-check/program-check.ts'
import { nanCheckInForce } from '../nan-check/setting.ts'
import { executableOf, runtimeCounts } from '../runtime/programs.ts'
import { queueOf } from '../runtime/queue.ts'
import { type Extraction, extract } from './extract.ts'
import type { FlushRecord } from './flush-record.ts'
import { packNumbers } from './pack-numbers.ts'
import { sameShape } from '../shape/shape.ts'
import { allocateStorages, storageOn } from './resident.ts'
import type { Storage } from './storage.ts'
import { type PendingNode, settleNode, type Value } from './value.ts'

/** Graphs are built to be run by a backend, with the composites that it claims. */
export const purposeOf = (backend: Backend): BuildPurpose => ({
  claims: backend.claims ? (composite) => backend.claims!(composite) : claimsNothing,
  isBody: false,
})

/** For each backend and graph structure: the inner values that flushes of that structure emit too. */
const emitted = new WeakMap<Backend, Map<string, Set<ValueId>>>()

const mostStructures = 1024

function emitsOf(backend: Backend, graph: Graph): Set<ValueId> {
  let structures = emitted.get(backend)
  if (!structures) emitted.set(backend, (structures = new Map()))
  const key = graphKey(graph)
  let emits = structures.get(key)
  if (!emits) {
    // Forgetting costs a replay, remembering costs memory.
    if (structures.size >= mostStructures) structures.clear()
    structures.set(key, (emits = new Set()))
  }
  return emits
}

/** The program that computes `results` of a graph whose parameters are these values. */
export function programOf(graph: Graph, sources: readonly Value[]): Program {
  const inputs = sources.map(({ type, state }) => ({ role: state.kind === 'number' ? 'scalar' : 'input', type }) as const)
  const outputs = graph.results.map((id) => ({ role: 'output', type: graph.values[id]! }) as const)
  return { graph, bindings: [...inputs, ...outputs] }
}

/** Where a value that failed was called for, to close an error message with. */
const originNote = (values: readonly Value[]): string => {
  const [state] = values.map((value) => value.state)
  const origin = state?.kind === 'pending' ? state.node.origin : undefined
  return origin ? ` (called for at ${origin})` : ''
}

/** A failure of a run as an error of ours, with the line of the user's code where it is known. */
export function runFailure(backend: Backend, error: unknown, origin: string): NeuriteError {
  // What checks for NaN says itself where it was called for.
  if (error instanceof NeuriteError && (origin === '' || error instanceof NonFiniteError)) return error
  const message = error instanceof Error ? error.message : String(error)
  return new ExecutionError(`${backend.name}: running a program failed: ${message}${origin}`, { cause: error })
}

/** Remembers on each storage the run that fills it, so that a read reports that run's error. */
export function follow(submission: Submission, storages: readonly Storage[]): void {
  const done = submission.done()
  for (const storage of storages) storage.submission = done
  done.then(
    () => {
      for (const storage of storages) if (storage.submission === done) storage.submission = undefined
    },
    // A failed run nobody reads is no unhandled rejection; a read sees it through `storage.submission`.
    () => {},
  )
}

interface Run {
  readonly backend: Backend
  readonly graph: Graph
  readonly sources: readonly Value[]
  /** Values to fill, one or more per result of the graph. */
  readonly targets: readonly (readonly Value[])[]
}

function begin({ backend, graph, sources, targets }: Run, executable: Executable): void {
  const inUse = new Set<Storage>()
  for (const source of sources) if (source.state.kind !== 'number') inUse.add(storageOn(backend, source, inUse))
  const inputs = sources.flatMap((source) => (source.state.kind === 'number' ? [] : [storageOn(backend, source, inUse)]))
  const outputs = allocateStorages(
    backend,
    graph.results.map((id) => graph.values[id]!),
    inUse,
  )
  const buffers = [...inputs, ...outputs].map(({ slice }) => slice)
  const submission = executable.run({ buffers, scalars: packNumbers(sources) })
  const counts = runtimeCounts(backend)
  counts.runs += 1
  counts.nodesRun += graph.nodes.length
  follow(submission, outputs)
  outputs.forEach((storage, index) => {
    for (const value of targets[index]!) value.state = { kind: 'resident', storage: storage.retain() }
  })
}

/** Runs a graph in its turn; the targets are resident, scheduled or failed when this returns. */
function runGraph(run: Run): void {
  const { backend, graph, sources, targets } = run
  const values = targets.flat()
  const nodes = new Set(values.flatMap(({ state }) => (state.kind === 'pending' ? [state.node] : [])))
  const origin = originNote(values)
  const fail = (error: unknown): void => {
    const failure = runFailure(backend, error, origin)
    for (const value of values) value.state = { kind: 'failed', error: failure }
  }
  const settle = (): void => nodes.forEach(settleWhenKnown)
  let needs: Executable | Promise<Executable>
  try {
    const rule = nanCheckInForce()
    const check = rule && { call: undefined, backend, graph, sources, nameOf: () => 'a tensor', rule }
    needs = afterCheck(check, executableOf(backend, programOf(graph, sources)))
  } catch (error) {
    return fail(error)
  }
  const started = queueOf(backend).add({
    needs,
    begin: (executable) => {
      begin(run, executable)
      settle()
    },
    fail,
  })
  if (started) for (const value of values) value.state = { kind: 'scheduled', started }
}

function settleWhenKnown(node: PendingNode): void {
  if (node.results.every(({ state }) => state.kind !== 'pending')) settleNode(node)
}

interface Planned {
  readonly extraction: Extraction
  /** Values that earlier flushes computed inside without emitting them, by flush. */
  readonly frontier: ReadonlyMap<FlushRecord, ReadonlySet<Value>>
}

function plan(roots: readonly Value[], backend: Backend): Planned {
  const frontier = new Map<FlushRecord, Set<Value>>()
  const startAt = (value: Value, { ranIn }: PendingNode): boolean => {
    if (!ranIn) return false
    const values = frontier.get(ranIn) ?? new Set()
    frontier.set(ranIn, values.add(value))
    return true
  }
  return { extraction: extract(roots, { scope: undefined, purpose: purposeOf(backend), startAt }), frontier }
}

/** Runs an earlier flush once more for inner values of it, and makes flushes of that structure emit them from now on. */
function emitFrom(record: FlushRecord, backend: Backend, values: ReadonlySet<Value>): void {
  const targets = new Map<ValueId, Value[]>()
  for (const value of values) {
    if (value.state.kind !== 'pending') continue
    const { node } = value.state
    const id = record.ids.get(node)?.[node.results.indexOf(value)]
    if (id === undefined) throw new InternalError(`a flush has lost track of ${node.primitive}`)
    targets.set(id, [...(targets.get(id) ?? []), value])
    record.emits.add(id)
  }
  const graph = pruneGraph(record.graph, [...targets.keys()])
  runGraph({ backend, graph, sources: record.sources, targets: [...targets.values()] })
}

/**
 * Computes pending values of one backend together.
 *
 * On return each is resident, scheduled or failed. What was computed on the way and may be needed again stays cheap to get:
 * the first later flush that needs it makes this structure emit it from then on, so no loop replays its history.
 */
export function flush(roots: readonly Value[], backend: Backend): void {
  const pending = roots.filter(({ state }) => state.kind === 'pending')
  if (pending.length === 0) return
  const { extraction, frontier } = plan(pending, backend)
  if (frontier.size === 0) return flushGraph(extraction, backend)
  for (const [record, values] of frontier) emitFrom(record, backend, values)
  // What was inside earlier flushes is known now, so the graph starts there; a root may have been among it.
  flush(pending, backend)
}

function flushGraph({ graph: base, sources, nodes, ids }: Extraction, backend: Backend): void {
  const emits = emitsOf(backend, base)
  const results = [...new Set([...base.results, ...emits])]
  const graph = sameShape(results, base.results) ? base : { ...base, results }
  const byId = new Map<ValueId, Value[]>(results.map((id) => [id, []]))
  for (const [value, id] of ids) if (value.state.kind === 'pending') byId.get(id)?.push(value)
  const record: FlushRecord = { graph: base, sources, emits, ids: new WeakMap() }
  for (const node of nodes) {
    record.ids.set(
      node,
      node.results.map((result) => ids.get(result)!),
    )
    node.ranIn = record
  }
  runGraph({ backend, graph, sources, targets: results.map((id) => byId.get(id)!) })
}
