/** Sees the workers that Node starts, for tests. */

/** What tests need of a worker. */
export interface WatchedWorker {
  once(event: 'exit', listener: () => void): void
  terminate(): Promise<unknown>
}

declare const process: Record<'on' | 'off', (event: 'worker', listener: (worker: WatchedWorker) => void) => void>

/** Workers that were started, without those that have ended. */
export interface WatchedWorkers {
  readonly running: ReadonlySet<WatchedWorker>
  /** No longer watches. */
  restore(): void
}

/** Watches workers that are started from now on. */
export function watchWorkers(): WatchedWorkers {
  const running = new Set<WatchedWorker>()
  const add = (worker: WatchedWorker): void => {
    running.add(worker)
    worker.once('exit', () => running.delete(worker))
  }
  process.on('worker', add)
  return { running, restore: () => process.off('worker', add) }
}
