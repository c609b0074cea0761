/** How many steps a call runs, so that signals and timers get their turn however slow a step is. */

/** Longest time that one call should take, in milliseconds. */
const longestMs = 250

/** Grows from one step per call towards what the user asked for, and stays below what takes too long. */
export class Pace {
  readonly #most: number
  #affordable = 1

  /** @param most - the user's `stepsPerExecution` */
  constructor(most: number) {
    this.#most = most
  }

  /** Steps for the next call, after `done` of the epoch: it ends where the user's number of steps does, if it can. */
  stepsAfter(done: number): number {
    return Math.min(this.#affordable, this.#most - (done % this.#most))
  }

  /** Whether the user's number of steps is complete after `done` of the epoch. */
  isComplete(done: number): boolean {
    return done % this.#most === 0
  }

  /** Learns from a call of `steps` steps that took `tookMs`. */
  took(steps: number, tookMs: number): void {
    const limit = tookMs > 0 ? Math.floor((steps * longestMs) / tookMs) : this.#most
    this.#affordable = Math.max(1, Math.min(this.#most, limit, this.#affordable * 8))
  }
}
