/** Ends training when it gets no better. */
import type { Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { checkCount, checkFlag } from '../options/check-values.ts'
import type { Trainable } from '../training/trainable.ts'
import type { Callback, CallbackState, EpochEndEvent, TrainEvent } from './callback.ts'
import { Monitor, type MonitorOptions } from './monitor.ts'

/** Options of `EarlyStopping`. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without getting better after which training ends. Default 0. */
  readonly patience?: number | undefined
  /** A value to be better than: until it is, patience runs out. Default none. */
  readonly baseline?: number | undefined
  /** Give the model the weights of its best epoch in the end. Default false. */
  readonly restoreBestWeights?: boolean | undefined
  /** The first epoch to look at, from 0. Default 0. */
  readonly startFromEpoch?: number | undefined
}

/** What `captureState` gives. */
interface State {
  readonly wait: number
  readonly best?: number
  readonly bestEpoch: number
}

/**
 * Ends training once a value has not become better for `patience` epochs.
 *
 * @param options - `monitor` 'valLoss', `minDelta` 0, `patience` 0, `mode` 'auto', `baseline`, `restoreBestWeights` false,
 *   `startFromEpoch` 0
 * @throws ArgumentError when an option is unknown, or it is not known which way is better
 * @example
 * ```ts
 * const stop = new EarlyStopping({ patience: 3, restoreBestWeights: true })
 * await model.fit(x, y, { epochs: 100, validationSplit: 0.1, callbacks: [stop] })
 * ```
 * @source Keras 3, `keras.callbacks.EarlyStopping`
 */
export class EarlyStopping implements Callback {
  /** The epoch after which training was ended, from 0; undefined while it was not. */
  stoppedEpoch: number | undefined
  readonly #monitor: Monitor
  readonly #patience: number
  readonly #baseline: number | undefined
  readonly #restoresBest: boolean
  readonly #startFromEpoch: number
  #wait = 0
  #best: number | undefined
  #bestEpochSoFar = 0
  #bestWeights: readonly Tensor[] | undefined
  #isRestored = false

  constructor(options: EarlyStoppingOptions = {}) {
    const call = 'EarlyStopping'
    const {
      patience = 0,
      baseline,
      restoreBestWeights = false,
      startFromEpoch = 0,
    } = checkOptions(call, options, {
      monitor: true,
      mode: true,
      minDelta: true,
      patience: true,
      baseline: true,
      restoreBestWeights: true,
      startFromEpoch: true,
    })
    this.#monitor = new Monitor(call, options)
    this.#patience = checkCount(call, 'patience', patience, 0)
    this.#baseline = baseline
    this.#restoresBest = checkFlag(call, 'restoreBestWeights', restoreBestWeights)
    this.#startFromEpoch = checkCount(call, 'startFromEpoch', startFromEpoch, 0)
  }

  /** The epoch with the best value, from 0. */
  get bestEpoch(): number {
    return this.#bestEpochSoFar
  }

  onTrainBegin(): void {
    this.stoppedEpoch = undefined
    if (!this.#isRestored) {
      this.#wait = 0
      this.#best = undefined
      this.#bestWeights = undefined
      this.#bestEpochSoFar = 0
    }
    this.#isRestored = false
  }

  onEpochEnd({ model, epoch, logs }: EpochEndEvent): void {
    const value = this.#monitor.valueIn(logs)
    if (value === undefined || epoch < this.#startFromEpoch) return
    if (this.#restoresBest && !this.#bestWeights) this.#keep(model, epoch)
    this.#wait += 1
    if (this.#monitor.isBetter(value, this.#best)) {
      this.#best = value
      this.#keep(model, epoch)
      if (this.#baseline === undefined || this.#monitor.isBetter(value, this.#baseline)) this.#wait = 0
      return
    }
    if (this.#wait >= this.#patience && epoch > 0) {
      this.stoppedEpoch = epoch
      model.stopTraining = true
    }
  }

  onTrainEnd({ model }: TrainEvent): void {
    if (this.#restoresBest) this.#bestWeights?.forEach((value, index) => model.weights[index]!.assign(value))
    this.#bestWeights = undefined
  }

  captureState(): CallbackState {
    const [wait, best, bestEpoch] = [this.#wait, this.#best, this.#bestEpochSoFar]
    const values: State = { wait, bestEpoch, ...(best !== undefined && { best }) }
    return { values, tensors: this.#bestWeights ?? [] }
  }

  restoreState({ values, tensors = [] }: CallbackState): void {
    const { wait, best, bestEpoch } = values as State
    this.#wait = wait
    this.#best = best
    this.#bestEpochSoFar = bestEpoch
    this.#bestWeights = tensors.length > 0 ? tensors : undefined
    this.#isRestored = true
  }

  /** Values that were handed out stay what they are: nothing is copied before it changes. */
  #keep(model: Trainable, epoch: number): void {
    this.#bestEpochSoFar = epoch
    if (this.#restoresBest) this.#bestWeights = model.weights.map(({ value }) => value)
  }
}
