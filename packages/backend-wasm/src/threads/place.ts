/** What the place where this runs has for threads: shared memory, workers, processors. */

/** A worker of Node. */
interface NodeWorker {
  unref(): void
  on(event: 'error', listener: (error: unknown) => void): void
  on(event: 'exit', listener: (code: number) => void): void
  terminate(): Promise<unknown>
}

/** The part of node:worker_threads that is used. */
export interface WorkerThreads {
  readonly Worker: new (source: string, options: { eval: true; workerData: object; stdout: false }) => NodeWorker
}

/** A worker of browsers, Deno and Bun. */
interface WebWorker {
  onerror: ((event: { readonly message?: string }) => void) | null
  postMessage(message: unknown, transfer: readonly []): void
  terminate(): void
  /** Bun's workers keep the process alive without it; browsers have none. */
  unref?(): void
}

/** The globals that are looked at; none is there everywhere. */
interface Globals {
  readonly process?: {
    getBuiltinModule?(name: string): unknown
    readonly versions?: { readonly node?: string; readonly bun?: string }
  }
  readonly Worker?: new (url: string | URL) => WebWorker
  readonly URL?: { createObjectURL?(blob: unknown): string }
  readonly Blob?: new (parts: string[], options: { type: string }) => unknown
  readonly document?: unknown
  readonly crossOriginIsolated?: boolean
  readonly SharedArrayBuffer?: unknown
  readonly navigator?: { readonly hardwareConcurrency?: number }
}

/** What is there. */
export const globals = globalThis as Globals

const isNode = globals.process?.versions?.node !== undefined && globals.process.versions.bun === undefined

/** A module that comes with Node. */
export function builtin<Module>(name: string): Module | undefined {
  return isNode ? (globals.process?.getBuiltinModule?.(`node:${name}`) as Module | undefined) : undefined
}

/** Whether workers can be started and can share memory with this thread. */
export function canThread(): boolean {
  if (typeof globals.SharedArrayBuffer !== 'function') return false
  if (builtin<WorkerThreads>('worker_threads')) return true
  return globals.crossOriginIsolated !== false && globals.Worker !== undefined && globals.URL?.createObjectURL !== undefined
}

/** Whether this is the thread that draws a page. */
export const isDrawingThread = (): boolean => globals.document !== undefined

/** Threads that there is room for: the processor's, but one where waiting for others would freeze a page. */
export function defaultThreads(): number {
  if (!canThread() || isDrawingThread()) return 1
  const os = builtin<{ availableParallelism(): number }>('os')
  return Math.min(16, Math.max(1, os?.availableParallelism() ?? globals.navigator?.hardwareConcurrency ?? 1))
}
