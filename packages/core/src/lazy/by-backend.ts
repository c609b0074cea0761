/** What somebody has on each backend, such as copies of a tensor, without keeping the backends alive. */
import type { Backend } from '../backend/backend.ts'

/** A map from backends whose keys are weak, and that can be walked all the same: a backend that is forgotten takes its value along. */
export class ByBackend<T> {
  readonly #values = new WeakMap<Backend, T>()
  readonly #homes = new Set<WeakRef<Backend>>()

  get(backend: Backend): T | undefined {
    return this.#values.get(backend)
  }

  set(backend: Backend, value: T): void {
    if (!this.#values.has(backend)) {
      this.#forget()
      this.#homes.add(new WeakRef(backend))
    }
    this.#values.set(backend, value)
  }

  delete(backend: Backend): void {
    this.#values.delete(backend)
    this.#forget()
  }

  /** The values of backends that are still there, oldest first. */
  values(): T[] {
    this.#forget()
    return [...this.#homes].map((home) => this.#values.get(home.deref()!)!)
  }

  clear(): void {
    for (const home of this.#homes) this.#values.delete(home.deref()!)
    this.#homes.clear()
  }

  #forget(): void {
    for (const home of this.#homes) {
      const backend = home.deref()
      if (!backend || !this.#values.has(backend)) this.#homes.delete(home)
    }
  }
}
