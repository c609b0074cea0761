/** Ctrl-C during training: the first ends it after the step that is running, the second ends the program. */
import type { BatchEvent, Callback, Logs } from 'neurite'
import type { Io } from '../output/io.ts'
import { formatMeasures } from '../progress/progress-line.ts'

/** Exit code of a program that SIGINT ended. */
export const interruptedCode = 130

/** How long the steps of one execution may go on, in milliseconds; then training ends between them. */
const patienceMs = 250

/** Where training was. */
interface Place extends Pick<BatchEvent, 'epoch' | 'step' | 'steps'> {
  readonly logs: Logs | undefined
}

/** Listens for SIGINT while a model is trained; outside of that, SIGINT does what it does to any program. */
export class Interruption implements Callback {
  readonly #io: Io
  readonly #controller = new AbortController()
  #isRequested = false
  #patience: NodeJS.Timeout | undefined
  #last: Place | undefined

  constructor(io: Io) {
    this.#io = io
  }

  /** For `fit`: ends the training. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  get isRequested(): boolean {
    return this.#isRequested
  }

  onTrainBegin(): void {
    this.#io.signals.on('SIGINT', this.#interrupt)
  }

  async onTrainBatchEnd(event: BatchEvent): Promise<void> {
    const { epoch, step, steps, recentLogs } = event
    // Reading waits for the backend: only done where the values will be shown, or validation comes next.
    const isDue = this.#isRequested || step === steps
    this.#last = { epoch, step, steps, logs: isDue ? await event.logs() : recentLogs }
    if (this.#isRequested) this.#controller.abort()
  }

  onTrainEnd(): void {
    clearTimeout(this.#patience)
    this.#io.signals.off('SIGINT', this.#interrupt)
  }

  /** Where training was interrupted. */
  describe(): string {
    if (!this.#last) return 'Interrupted before the first step'
    const { epoch, step, logs } = this.#last
    const place = `Interrupted after epoch ${epoch + 1}, step ${step}`
    return logs ? `${place}; ${formatMeasures(logs, ', ')}` : place
  }

  readonly #interrupt = (): void => {
    if (this.#isRequested) {
      // The line of a progress bar may be open.
      this.#io.stderr.write('\n')
      return this.#io.exit(interruptedCode)
    }
    this.#isRequested = true
    // Between two epochs the values are known; within one, the end of the step brings them.
    if (this.#last?.step === this.#last?.steps) return this.#controller.abort()
    this.#patience = setTimeout(() => this.#controller.abort(), patienceMs)
  }
}
