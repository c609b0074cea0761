/** Finds out whether a program runs faster with the workers or without: on a busy machine, waiting for them costs more than they do. */

/** A trial of one way ends after so many runs, or after fewer that took long. */
const trialRuns = 8
const fewRuns = 3
const trialMs = 10
/** The faster way is taken for so many times the time of the trials; for the first few after a start, when code still gets faster, less. */
const mostTrials = 64
const firstTrials = 4

/** The two ways to run a program. */
type Way = 'together' | 'alone'

/** Times the runs of one program. */
export class Pace {
  /** The trial that is under way; undefined while the faster way is taken. */
  #trial: Way | undefined = 'together'
  #faster: Way = 'together'
  #runs = 0
  #spentMs = 0
  /** Milliseconds of a repetition, by the last trial of each way. */
  readonly #each = { together: Infinity, alone: Infinity }
  /** Of both trials. */
  #trialsMs = 0
  #patience = firstTrials
  #leftMs = 0

  /** Whether the next run should ask the workers. */
  get isTogether(): boolean {
    return (this.#trial ?? this.#faster) === 'together'
  }

  /** Learns from a run of `repeat` repetitions that took `tookMs`. */
  took(tookMs: number, repeat: number): void {
    if (!this.#trial) {
      this.#leftMs -= tookMs
      if (this.#leftMs <= 0) this.#begin('together')
      return
    }
    this.#runs += repeat
    this.#spentMs += tookMs
    if (this.#runs < fewRuns || (this.#runs < trialRuns && this.#spentMs < trialMs)) return
    this.#each[this.#trial] = this.#spentMs / this.#runs
    this.#trialsMs += this.#spentMs
    if (this.#trial === 'together') this.#begin('alone')
    else this.#decide()
  }

  #begin(way: Way): void {
    if (way === 'together') this.#trialsMs = 0
    this.#trial = way
    this.#runs = 0
    this.#spentMs = 0
  }

  #decide(): void {
    this.#trial = undefined
    this.#faster = this.#each.together <= this.#each.alone ? 'together' : 'alone'
    this.#leftMs = this.#trialsMs * this.#patience
    this.#patience = Math.min(mostTrials, this.#patience * 2)
  }
}
