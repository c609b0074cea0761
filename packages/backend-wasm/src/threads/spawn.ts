/** Starts workers on whatever engine this is. */
import type { WasmMemory } from '../engine.ts'
import { states, workerWords } from './control.ts'
import { builtin, globals, type WorkerThreads } from './place.ts'
import { nodeSource, workerSource } from './worker-source.ts'

/** What a worker is told when it starts. */
export interface WorkerSetup {
  /** The shared memory. */
  readonly memory: WasmMemory
  /** Index of its first word among the words of memory. */
  readonly start: number
  /** Index of the word that tells of a failure. */
  readonly failure: number
}

/** A worker that runs. */
export interface RunningWorker {
  /** Ends it: at once if it has nothing to do, else as soon as the engine can. */
  readonly stop: () => void
}

let blobUrl: string | undefined

/** Made once: every worker runs the same script. */
const scriptUrl = (): string =>
  (blobUrl ??= globals.URL!.createObjectURL!(new globals.Blob!([workerSource], { type: 'text/javascript' })))

let hasWarned = false

/** Says once why threads do not work, whoever asks for them: some pages refuse workers. */
function warnOfOneThread(workerUrl: string | URL | undefined): void {
  if (hasWarned) return
  hasWarned = true
  console.warn(
    workerUrl === undefined
      ? 'neurite: wasm runs on one thread, because no worker started: let the content security policy allow `worker-src blob:`, or serve workerSource as a file and name it, wasm({ workerUrl })'
      : `neurite: wasm runs on one thread, because no worker started from ${workerUrl}: serve workerSource there, with the page's Cross-Origin-Embedder-Policy, and allow it in the content security policy`,
  )
}

const wordsOf = ({ memory }: WorkerSetup): Int32Array => new Int32Array(memory.buffer)

const hasStarted = (setup: WorkerSetup): boolean =>
  Atomics.load(wordsOf(setup), setup.start + workerWords.state) !== states.starting

/** Lets a worker leave its loop, asleep or not. */
function askToEnd(setup: WorkerSetup): void {
  const words = wordsOf(setup)
  Atomics.store(words, setup.start + workerWords.end, 1)
  Atomics.add(words, setup.start + workerWords.wake, 1)
  Atomics.notify(words, setup.start + workerWords.wake)
}

function spawnWebWorker(setup: WorkerSetup, failed: (cause: unknown) => void, workerUrl?: string | URL): RunningWorker {
  const lost = (cause: unknown): void => {
    if (!hasStarted(setup)) warnOfOneThread(workerUrl)
    failed(cause)
  }
  try {
    const worker = new globals.Worker!(workerUrl ?? scriptUrl())
    // A policy that refuses it is an event without a message in some browsers, and an exception in others.
    worker.onerror = (event) => lost(new Error(event.message ?? 'the worker did not start'))
    worker.postMessage(setup, [])
    worker.unref?.()
    return { stop: () => (askToEnd(setup), worker.terminate()) }
  } catch (cause) {
    lost(cause)
    return { stop: () => {} }
  }
}

/**
 * Starts a worker that keeps no process alive; `failed` hears what went wrong in it, that it ended, or why there is none.
 *
 * @param workerUrl - of a file with `workerSource`; without it the script is a blob. Node needs neither
 */
export function spawnWorker(setup: WorkerSetup, failed: (cause: unknown) => void, workerUrl?: string | URL): RunningWorker {
  const threads = builtin<WorkerThreads>('worker_threads')
  if (!threads) return spawnWebWorker(setup, failed, workerUrl)
  const worker = new threads.Worker(nodeSource, { eval: true, workerData: setup, stdout: false })
  let isStopped = false
  worker.on('error', failed)
  worker.on('exit', (code) => {
    if (!isStopped) failed(new Error(`the worker ended with exit code ${code}`))
  })
  worker.unref()
  const stop = (): void => {
    isStopped = true
    askToEnd(setup)
    void worker.terminate()
  }
  return { stop }
}
