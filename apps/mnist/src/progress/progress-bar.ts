/** A progress bar per epoch, for terminals. cli-progress redraws it in time and estimates when the epoch ends. */
import { SingleBar } from 'cli-progress'
import type { BatchEvent, Callback, EpochEndEvent, EpochEvent } from 'neurite'
import type { TextStream } from '../output/io.ts'
import { formatSeconds } from '../report/number-formats.ts'
import { formatEta, formatProgressLine, type Measures } from './progress-line.ts'

/** What changes with every step; `time` once the epoch is over. */
interface Payload {
  readonly measures: Measures
  readonly time?: string
}

/** Where no terminal tells its width. */
const usualColumns = 80

export interface ProgressBarOptions {
  /** Leave nothing behind: each bar is wiped away when its epoch is over. */
  readonly isTransient?: boolean
}

/**
 * Shows `Epoch 1/5` and below it the bar, which stays with the epoch's values.
 *
 * Neither hides the cursor nor turns off the wrapping of lines, so whatever ends the program leaves the terminal as it was.
 */
export class ProgressBar implements Callback {
  readonly #stream: TextStream
  readonly #bar: SingleBar
  readonly #isTransient: boolean
  #title = ''

  constructor(stream: TextStream, { isTransient = false }: ProgressBarOptions = {}) {
    this.#stream = stream
    this.#isTransient = isTransient
    this.#bar = new SingleBar({
      stream,
      linewrap: true,
      gracefulExit: false,
      clearOnComplete: isTransient,
      format: (_, { value, total, eta }, payload: Payload) =>
        this.#line({
          step: value,
          steps: total,
          time: payload.time ?? formatEta(value > 0 ? eta : Infinity),
          measures: payload.measures,
        }),
    })
  }

  onEpochBegin({ epoch, epochs, steps }: EpochEvent): void {
    this.#title = `Epoch ${epoch + 1}/${epochs}`
    if (!this.#isTransient) this.#stream.write(`${this.#title}\n`)
    this.#bar.start(steps, 0, { measures: {} } satisfies Payload)
  }

  onTrainBatchEnd({ step, recentLogs }: BatchEvent): void {
    this.#bar.update(step, { measures: recentLogs ?? {} } satisfies Payload)
  }

  onEpochEnd({ steps, logs, seconds }: EpochEndEvent): void {
    this.#bar.update(steps, { measures: logs, time: formatSeconds(seconds) } satisfies Payload)
    this.#bar.stop()
  }

  /** Ends the line of an epoch that was stopped or failed. */
  onTrainEnd(): void {
    this.#bar.stop()
  }

  #line(progress: Parameters<typeof formatProgressLine>[0]): string {
    const prefix = this.#isTransient ? `${this.#title}  ` : ''
    // The last column stays free: some terminals wrap as soon as it is written.
    return prefix + formatProgressLine(progress, (this.#stream.columns || usualColumns) - 1 - prefix.length)
  }
}
