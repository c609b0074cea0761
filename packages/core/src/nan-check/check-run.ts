/** Runs the graph that watches a program, and reads what it says. Loaded when the first program is checked. */
import type { Binding, Executable, Program } from '../backend/backend.ts'
import { NonFiniteError } from '../errors/errors.ts'
import type { Graph } from '../graph/graph.ts'
import { formatType } from '../graph/print.ts'
import { allocateStorages, storageOn } from '../lazy/resident.ts'
import type { Storage } from '../lazy/storage.ts'
import type { Value } from '../lazy/value.ts'
import { packNumbers } from '../lazy/pack-numbers.ts'
import { executableOf, runtimeCounts } from '../runtime/programs.ts'
import { findBlame, findNanParameter } from './blame.ts'
import { blameMessage, nanParameterMessage } from './message.ts'
import type { CheckedRun, ReadyCheck } from './program-check.ts'
import { type Watched, watchGraph } from './watch.ts'

const watched = new WeakMap<Graph, Watched | undefined>()

function watchedOf(graph: Graph): Watched | undefined {
  if (!watched.has(graph)) watched.set(graph, watchGraph(graph))
  return watched.get(graph)
}

/** The program of a watching graph. State is only read. */
function programOf({ graph }: Watched, sources: readonly Value[]): Program {
  const inputs = sources.map(({ type, state }): Binding => ({ role: state.kind === 'number' ? 'scalar' : 'input', type }))
  return { graph, bindings: [...inputs, { role: 'output', type: graph.values[graph.results[0]!]! }] }
}

/** Starts the watching program; returns the bytes of the magnitudes, at once where `isSync`. */
function launch(
  { backend, sources }: CheckedRun,
  { graph }: Watched,
  executable: Executable,
  isSync: boolean,
): ArrayBuffer | Promise<ArrayBuffer> {
  const inUse = new Set<Storage>()
  const inputs = sources.flatMap((source) => {
    if (source.state.kind === 'number') return []
    const storage = storageOn(backend, source, inUse)
    inUse.add(storage)
    return [storage.slice]
  })
  const [output] = allocateStorages(backend, [graph.values[graph.results[0]!]!], inUse)
  const { slice } = output!.retain()
  const submission = executable.run({ buffers: [...inputs, slice], scalars: packNumbers(sources) })
  const counts = runtimeCounts(backend)
  counts.runs += 1
  counts.nodesRun += graph.nodes.length
  if (isSync) {
    // What fails inside fails in the program too, which reports it.
    submission.done().catch(() => {})
    const bytes = backend.readSync!(slice)
    output!.release()
    return bytes
  }
  const reading = backend.read(slice)
  reading.catch(() => {})
  return submission
    .done()
    .then(() => reading)
    .finally(() => output!.release())
}

/** @throws NonFiniteError when the magnitudes say so */
function judge({ call, rule, nameOf, graph }: CheckedRun, { layout }: Watched, bytes: ArrayBuffer): void {
  const magnitudes = new Float32Array(bytes)
  const blame = findBlame(layout, magnitudes, rule)
  if (blame) throw new NonFiniteError(blameMessage(call, blame))
  const parameter = findNanParameter(layout, magnitudes)
  if (parameter !== undefined) {
    throw new NonFiniteError(nanParameterMessage(call, nameOf(parameter), formatType(graph.values[parameter]!)))
  }
}

/**
 * Makes ready to check a run: compiles the program that watches it.
 *
 * @returns undefined where there is nothing to watch; a promise only where the backend compiles asynchronously
 */
export function prepareCheck(run: CheckedRun): ReadyCheck | Promise<ReadyCheck> | undefined {
  const watching = watchedOf(run.graph)
  if (!watching) return undefined
  const ready =
    (executable: Executable): ReadyCheck =>
    (isSync) => {
      const bytes = launch(run, watching, executable, isSync)
      if (bytes instanceof Promise) return bytes.then((known) => judge(run, watching, known))
      judge(run, watching, bytes)
      return undefined
    }
  const executable = executableOf(run.backend, programOf(watching, run.sources))
  return executable instanceof Promise ? executable.then(ready) : ready(executable)
}
