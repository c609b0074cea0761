/** Shows how training goes: a line per epoch, which a terminal sees change. */
import type { Logs } from '../training/epoch-record.ts'
import { checkOptions } from '../options/check-options.ts'
import type { BatchEvent, Callback, EpochEndEvent, EpochEvent } from './callback.ts'
import { type ProgressOutput, standardOutput } from './terminal.ts'

/** Options of `ProgressLogger`. */
export interface ProgressLoggerOptions {
  /** Default: standard output, or the console in browsers. */
  readonly output?: ProgressOutput
  /** Change the line of an epoch that is under way, where the output is a terminal. Default true. */
  readonly inPlace?: boolean
}

/** Time between two changes of the line, in milliseconds. */
const refreshMs = 100

const clearLine = '\r\u001B[K'

const formatValue = (value: number): string =>
  value !== 0 && Math.abs(value) < 1e-3 && Number.isFinite(value) ? value.toExponential(4) : value.toFixed(4)

const formatLogs = (logs: Logs | undefined): string[] =>
  Object.entries(logs ?? {}).map(([name, value]) => `${name}: ${formatValue(value)}`)

const formatSeconds = (seconds: number): string =>
  seconds < 60 ? `${seconds.toFixed(1)}s` : `${Math.floor(seconds / 60)}m ${Math.round(seconds % 60)}s`

const statusLine = ({ epoch, epochs, steps }: EpochEvent, step: number, rest: readonly string[]): string =>
  [`Epoch ${epoch + 1}/${epochs}`, `${step}/${Number.isFinite(steps) ? steps : '?'}`, ...rest].join('  ')

/**
 * Writes a line per epoch: `Epoch 1/5  250/250  1.2s  loss: 0.3127  accuracy: 0.9119`. What `fit` shows with `verbose: 1`.
 *
 * @example
 * ```ts
 * await model.fit(x, y, { verbose: 0, callbacks: [new ProgressLogger()] })
 * ```
 */
export class ProgressLogger implements Callback {
  readonly #output: ProgressOutput
  readonly #inPlace: boolean
  #shownAt = -Infinity
  /** A line is on the terminal that has not ended. */
  #isOpen = false

  constructor(options: ProgressLoggerOptions = {}) {
    const { output = standardOutput(), inPlace = true } = checkOptions('ProgressLogger', options, { output: true, inPlace: true })
    this.#output = output
    this.#inPlace = inPlace && output.isTerminal
  }

  onEpochBegin(event: EpochEvent): void {
    this.#show(statusLine(event, 0, []))
  }

  onTrainBatchEnd(event: BatchEvent): void {
    if (performance.now() - this.#shownAt < refreshMs) return
    this.#show(statusLine(event, event.step, formatLogs(event.recentLogs)))
  }

  onEpochEnd(event: EpochEndEvent): void {
    const line = statusLine(event, event.steps, [formatSeconds(event.seconds), ...formatLogs(event.logs)])
    this.#output.write(`${this.#inPlace ? clearLine : ''}${line}\n`)
    this.#isOpen = false
  }

  onTrainEnd(): void {
    if (this.#isOpen) this.#output.write('\n')
    this.#isOpen = false
  }

  /** Rewrites the line, where that is possible. A longer one would wrap, and could not be taken back. */
  #show(line: string): void {
    if (!this.#inPlace) return
    this.#output.write(clearLine + line.slice(0, Math.max(0, this.#output.columns - 1)))
    this.#shownAt = performance.now()
    this.#isOpen = true
  }
}
