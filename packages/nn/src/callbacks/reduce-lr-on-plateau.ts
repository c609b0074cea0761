/** Lowers the learning rate when training gets no better. */
import { ArgumentError } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { checkCount } from '../options/check-values.ts'
import { shortestFloat } from '../training/shortest-float.ts'
import type { Callback, CallbackState, EpochEndEvent, EpochEvent } from './callback.ts'
import { learningRateLog } from './learning-rate-log.ts'
import { checkAmount, Monitor, type MonitorOptions } from './monitor.ts'

/** Options of `ReduceLROnPlateau`. */
export interface ReduceLROnPlateauOptions extends MonitorOptions {
  /** What the rate is multiplied by, below 1. Default 0.1. */
  readonly factor?: number | undefined
  /** Epochs without getting better after which the rate is lowered. Default 10. */
  readonly patience?: number | undefined
  /** Epochs after lowering it in which nothing is counted. Default 0. */
  readonly cooldown?: number | undefined
  /** The lowest rate. Default 0. */
  readonly minLearningRate?: number | undefined
}

/** What `captureState` gives. */
interface State {
  readonly wait: number
  readonly cooling: number
  readonly best?: number
}

/**
 * Multiplies the learning rate by `factor` once a value has not become better for `patience` epochs, and shows the rate of every epoch
 * among its values, as `learningRate`.
 *
 * @param options - `monitor` 'valLoss', `factor` 0.1, `patience` 10, `mode` 'auto', `minDelta` 1e-4, `cooldown` 0, `minLearningRate` 0
 * @throws ArgumentError when an option is unknown or out of range
 * @example
 * ```ts
 * const slower = new ReduceLROnPlateau({ factor: 0.2, patience: 5 })
 * ```
 * @source Keras 3, `keras.callbacks.ReduceLROnPlateau`
 */
export class ReduceLROnPlateau implements Callback {
  readonly #monitor: Monitor
  readonly #factor: number
  readonly #patience: number
  readonly #cooldown: number
  readonly #lowest: number
  #wait = 0
  #cooling = 0
  #best: number | undefined
  #isRestored = false

  constructor(options: ReduceLROnPlateauOptions = {}) {
    const call = 'ReduceLROnPlateau'
    const {
      factor = 0.1,
      patience = 10,
      cooldown = 0,
      minLearningRate = 0,
      minDelta = 1e-4,
    } = checkOptions(call, options, {
      monitor: true,
      mode: true,
      minDelta: true,
      factor: true,
      patience: true,
      cooldown: true,
      minLearningRate: true,
    })
    if (!(typeof factor === 'number' && factor > 0 && factor < 1)) {
      throw new ArgumentError(`${call}: factor must be a number between 0 and 1, got ${String(factor)}`)
    }
    this.#monitor = new Monitor(call, { ...options, minDelta })
    this.#factor = factor
    this.#patience = checkCount(call, 'patience', patience, 0)
    this.#cooldown = checkCount(call, 'cooldown', cooldown, 0)
    this.#lowest = checkAmount(call, 'minLearningRate', minLearningRate)
  }

  onTrainBegin(): void {
    if (!this.#isRestored) {
      this.#wait = 0
      this.#cooling = 0
      this.#best = undefined
    }
    this.#isRestored = false
  }

  async onEpochEnd({ model, logs }: EpochEndEvent): Promise<void> {
    const value = this.#monitor.valueIn(logs)
    if (value === undefined) return
    if (this.#cooling > 0) {
      this.#cooling -= 1
      this.#wait = 0
    }
    if (this.#monitor.isBetter(value, this.#best)) {
      this.#best = value
      this.#wait = 0
      return
    }
    if (this.#cooling > 0) return
    this.#wait += 1
    if (this.#wait < this.#patience) return
    const { learningRate } = model.optimizer!
    const rate = shortestFloat((await learningRate.data())[0]!)
    if (rate <= Math.fround(this.#lowest)) return
    learningRate.assign(Math.max(rate * this.#factor, this.#lowest))
    this.#cooling = this.#cooldown
    this.#wait = 0
  }

  /** The rate of the epoch is among its values. */
  epochLogs({ model }: EpochEvent): Promise<Readonly<Record<string, number>>> {
    return learningRateLog(model)
  }

  captureState(): CallbackState {
    const [wait, cooling, best] = [this.#wait, this.#cooling, this.#best]
    return { values: { wait, cooling, ...(best !== undefined && { best }) } satisfies State }
  }

  restoreState({ values }: CallbackState): void {
    const { wait, cooling, best } = values as State
    this.#wait = wait
    this.#cooling = cooling
    this.#best = best
    this.#isRestored = true
  }
}
