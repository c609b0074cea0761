/** Finds out whether a program runs faster with the workers or without: on a busy machine, waiting for them costs more than they do. */

/** Runs in a row that are timed together. */
const trialRuns = 8
/** Runs between one comparison and the next. */
const periodRuns = 512

/** Times the runs of one program. */
export class Pace {
  readonly #now: () => number
  /** Milliseconds of the last trial of each way. */
  readonly #trials = { alone: Infinity, together: Infinity }
  #runs = 0
  #startedMs = 0
  #isTogether = true

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** The workers did not come: what was timed says nothing about them, so the comparison begins anew. */
  missed(): void {
    this.#runs = 0
  }

  /** Whether the next run should ask the workers; call it before each run. */
  next(): boolean {
    const at = this.#runs++ % periodRuns
    if (at > 2 * trialRuns) return this.#isTogether
    const nowMs = this.#now()
    if (at === trialRuns) this.#trials.together = nowMs - this.#startedMs
    if (at === 2 * trialRuns) {
      this.#trials.alone = nowMs - this.#startedMs
      this.#isTogether = this.#trials.together <= this.#trials.alone
    }
    if (at % trialRuns === 0) this.#startedMs = nowMs
    return at < trialRuns || (at === 2 * trialRuns && this.#isTogether)
  }
}
