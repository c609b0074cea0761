/** The order of what is asked of the device: at once, unless something that has to wait for the host stands before it. */

export class Order {
  #last: Promise<void> | undefined

  /** Whether nothing waits. */
  get isIdle(): boolean {
    return !this.#last
  }

  /** Does the work, behind what waits. Rejections are those of the work itself, not of what stood before it. */
  add(work: () => void | Promise<void>): void | Promise<void> {
    const done = this.#last ? this.#last.then(work) : work()
    if (!done) return undefined
    // Whoever comes later only waits: the error belongs to the work's own caller.
    const last: Promise<void> = done
      .catch(() => undefined)
      .then(() => {
        if (this.#last === last) this.#last = undefined
      })
    this.#last = last
    return done
  }
}
