/** A part of the backend that may come late: pages load it when a program first asks for it. */
import { InternalError, MustWaitError } from '@neurite/core'

/** What a program needs has not been loaded yet. */
class NotLoadedError extends MustWaitError {
  readonly load: () => Promise<unknown>

  constructor(what: string, load: () => Promise<unknown>) {
    super(
      `wasm: ${what} are loaded when a program first needs them, as this one does; wait for it ` +
        '(`await tensor.data()`, `await backend.compile(program)`): those after it compile without waiting',
    )
    this.name = 'MustWaitError'
    this.load = load
  }
}

/** A module of this package, there or not. */
export class Late<Part extends object> {
  readonly #what: string
  #loaded: Part | undefined
  #load: (() => Promise<Part>) | undefined

  /** @param what - as errors call it, in the plural */
  constructor(what: string, load?: () => Promise<Part>) {
    this.#what = what
    this.#load = load
  }

  /** From here on it is there. */
  provide(part: Part): void {
    this.#loaded = part
  }

  /** From here on it can be loaded. */
  loadBy(load: () => Promise<Part>): void {
    this.#load = load
  }

  /** It, if it is there. */
  get loaded(): Part | undefined {
    return this.#loaded
  }

  /**
   * It.
   *
   * @throws MustWaitError while it is not there; `withLate` waits for it
   */
  get(): Part {
    if (!this.#loaded) throw new NotLoadedError(this.#what, () => this.load())
    return this.#loaded
  }

  /** Hands it over: now, if it is there, else when it was loaded. Who uses it so can do without it. */
  use(user: (part: Part) => void): void {
    if (this.#loaded) user(this.#loaded)
    else this.load().then(user, (error: unknown) => console.warn(`neurite: wasm goes on without ${this.#what}: ${String(error)}`))
  }

  /** Loads it, if it is not there. */
  async load(): Promise<Part> {
    if (!this.#loaded && !this.#load) throw new InternalError(`wasm: nobody said where ${this.#what} come from`)
    return (this.#loaded ??= await this.#load!())
  }
}

/** What `attempt` returns once everything late that it asks for is there. */
export async function withLate<Result>(attempt: () => Result): Promise<Result> {
  for (;;) {
    try {
      return attempt()
    } catch (error) {
      if (!(error instanceof NotLoadedError)) throw error
      await error.load()
    }
  }
}
