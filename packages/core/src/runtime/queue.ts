/** The order of work on one backend: at once where nothing has to be waited for, else one after the other. */
import type { Backend } from '../backend/backend.ts'

/** Work for a backend. `begin` runs when everything before it has begun; `fail` hears what went wrong. */
export interface Work<T> {
  /** What has to be there first, such as a compiled program. */
  readonly needs: T | Promise<T>
  begin(ready: T): void
  fail(error: unknown): void
}

/** A queue whose work begins in the order in which it was given. */
export class Queue {
  #tail: Promise<void> = Promise.resolve()
  #waiting = 0

  /** Whether work would begin at once. */
  get idle(): boolean {
    return this.#waiting === 0
  }

  /** Begins the work now, and returns undefined, or later, and returns when it has begun or failed. */
  add<T>(work: Work<T>): Promise<void> | undefined {
    const { needs } = work
    if (this.idle && !(needs instanceof Promise)) {
      try {
        work.begin(needs)
      } catch (error) {
        work.fail(error)
      }
      return undefined
    }
    this.#waiting += 1
    // Compilation that fails while earlier work runs is reported in its turn, not as unhandled now.
    if (needs instanceof Promise) needs.catch(() => {})
    this.#tail = this.#tail.then(() => this.#begin(work))
    return this.#tail
  }

  async #begin<T>(work: Work<T>): Promise<void> {
    try {
      work.begin(await work.needs)
    } catch (error) {
      work.fail(error)
    } finally {
      this.#waiting -= 1
    }
  }
}

const queues = new WeakMap<Backend, Queue>()

/** The queue of a backend. */
export function queueOf(backend: Backend): Queue {
  let queue = queues.get(backend)
  if (!queue) {
    queue = new Queue()
    queues.set(backend, queue)
  }
  return queue
}
