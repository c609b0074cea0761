/** Starts workers on whatever engine this is. */
import { nodeSource, webSource } from './worker-source.ts'

/** What a worker is told when it starts. */
export interface WorkerSetup {
  /** The shared memory. */
  readonly memory: unknown
  /** Index of its first word among the words of memory. */
  readonly start: number
  /** Index of the word that tells of a failure. */
  readonly failure: number
}

/** A worker that runs. */
export interface RunningWorker {
  /** Stops it at once, whatever it does. */
  readonly stop: () => void
}

interface NodeWorker {
  unref(): void
  on(event: 'error', listener: (error: unknown) => void): void
  terminate(): Promise<unknown>
}

interface WorkerThreads {
  readonly Worker: new (source: string, options: { eval: true; workerData: WorkerSetup; stdout: false }) => NodeWorker
}

interface WebWorker {
  onerror: ((event: { readonly message?: string }) => void) | null
  postMessage(message: unknown, transfer: readonly []): void
  terminate(): void
}

/** The globals that are looked at; none is there everywhere. */
interface Globals {
  readonly process?: {
    getBuiltinModule?(name: string): unknown
    readonly versions?: { readonly node?: string; readonly bun?: string }
  }
  readonly Worker?: new (url: string) => WebWorker
  readonly URL?: { createObjectURL?(blob: unknown): string; revokeObjectURL?(url: string): void }
  readonly Blob?: new (parts: string[], options: { type: string }) => unknown
  readonly document?: unknown
  readonly crossOriginIsolated?: boolean
  readonly SharedArrayBuffer?: unknown
  readonly navigator?: { readonly hardwareConcurrency?: number }
}

const globals = globalThis as Globals

const isNode = globals.process?.versions?.node !== undefined && globals.process.versions.bun === undefined

function builtin<Module>(name: string): Module | undefined {
  return isNode ? (globals.process?.getBuiltinModule?.(`node:${name}`) as Module | undefined) : undefined
}

/** Whether workers can be started and can share memory with this thread. */
export function canThread(): boolean {
  if (typeof globals.SharedArrayBuffer !== 'function') return false
  if (builtin<WorkerThreads>('worker_threads')) return true
  return globals.crossOriginIsolated !== false && globals.Worker !== undefined && globals.URL?.createObjectURL !== undefined
}

/** Threads that there is room for: the processor's, but one where waiting for others would freeze a page. */
export function defaultThreads(): number {
  if (!canThread() || globals.document !== undefined) return 1
  const os = builtin<{ availableParallelism(): number }>('os')
  return Math.min(16, Math.max(1, os?.availableParallelism() ?? globals.navigator?.hardwareConcurrency ?? 1))
}

/** Starts a worker that keeps no process alive; `failed` hears what went wrong in it. */
export function spawnWorker(setup: WorkerSetup, failed: (cause: unknown) => void): RunningWorker {
  const threads = builtin<WorkerThreads>('worker_threads')
  if (threads) {
    const worker = new threads.Worker(nodeSource, { eval: true, workerData: setup, stdout: false })
    worker.on('error', failed)
    worker.unref()
    return { stop: () => void worker.terminate() }
  }
  const url = globals.URL!.createObjectURL!(new globals.Blob!([webSource], { type: 'text/javascript' }))
  const worker = new globals.Worker!(url)
  worker.onerror = (event) => failed(new Error(event.message ?? 'a worker failed'))
  worker.postMessage(setup, [])
  return { stop: () => worker.terminate() }
}
