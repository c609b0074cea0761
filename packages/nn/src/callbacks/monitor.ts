/** Watches one value of the logs: whether it became better. */
import { ArgumentError, suggest } from '@neurite/core'
import type { Logs } from '../training/epoch-record.ts'

/** Which way is better: `auto` goes by the name of the value. */
export type MonitorMode = 'auto' | 'min' | 'max'

/** Options of what watches a value. */
export interface MonitorOptions {
  /** The name of the value in the logs. */
  readonly monitor?: string | undefined
  /** Which way of the value is better. Default `auto`. */
  readonly mode?: MonitorMode | undefined
  /** Less of a change than this is none. */
  readonly minDelta?: number | undefined
}

const endings: Readonly<Record<'min' | 'max', RegExp>> = {
  max: /(acc|accuracy|auc|precision|recall|specificity|sensitivity|score|iou|correlation|similarity|truePositives|trueNegatives)$/i,
  min: /(loss|error|logarithmic|mse|mae|mape|msle|rmse|crossentropy|hinge|poisson|divergence|kld|logCosh|circle|ctc|dice|huber|tversky|falsePositives|falseNegatives)$/i,
}

/** @throws ArgumentError when the name does not say which way is better */
function directionOf(call: string, monitor: string, mode: MonitorMode): 'min' | 'max' {
  if (mode === 'min' || mode === 'max') return mode
  if (mode !== 'auto')
    throw new ArgumentError(`${call}: unknown mode "${String(mode)}"; ${suggest(String(mode), ['auto', 'min', 'max'])}`)
  if (endings.max.test(monitor)) return 'max'
  if (endings.min.test(monitor)) return 'min'
  throw new ArgumentError(`${call}: it is not known whether more or less of "${monitor}" is better; pass mode: 'min' or 'max'`)
}

/** @throws ArgumentError unless the option is a finite number of at least 0 */
export function checkAmount(call: string, option: string, value: number): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
  throw new ArgumentError(`${call}: ${option} must be a number of at least 0, got ${String(value)}`)
}

/** A value that is watched. */
export class Monitor {
  readonly name: string
  readonly #call: string
  readonly #direction: 'min' | 'max'
  readonly #minDelta: number
  #isMissed = false

  constructor(call: string, { monitor = 'valLoss', mode = 'auto', minDelta = 0 }: MonitorOptions) {
    this.#call = call
    this.name = monitor
    this.#minDelta = checkAmount(call, 'minDelta', minDelta)
    this.#direction = directionOf(call, monitor, mode)
  }

  /** The value; undefined where the logs lack it, which is said once: after some epochs nothing may be validated. */
  valueIn(logs: Logs): number | undefined {
    const value = logs[this.name]
    if (value === undefined && !this.#isMissed) {
      this.#isMissed = true
      console.warn(`neurite: ${this.#call}: the logs have no ${this.name} to watch; there are ${Object.keys(logs).join(', ')}`)
    }
    return value
  }

  /** Whether a value is better than another by more than `minDelta`. Anything is better than nothing. */
  isBetter(value: number, than: number | undefined): boolean {
    if (than === undefined) return true
    return this.#direction === 'min' ? value + this.#minDelta < than : value - this.#minDelta > than
  }
}
