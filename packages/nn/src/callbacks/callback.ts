/** What hears of the course of training. */
import type { Tensor } from '@neurite/core'
import type { Logs } from '../training/epoch-record.ts'
import type { FitState } from '../training/fit-state.ts'
import type { Trainable } from '../training/trainable.ts'
import type { History } from './history.ts'

/** Training that has begun. */
export interface TrainEvent {
  /** Set its `stopTraining` to end training; assign to its `optimizer.learningRate` to change that. */
  readonly model: Trainable
  /** Where training ends: the first epoch that is not run. */
  readonly epochs: number
}

/** Training that has ended. */
export interface TrainEndEvent extends TrainEvent {
  readonly history: History
  /** Why training ended, if it failed; `fit` throws it. */
  readonly error: unknown
  /** Whether the signal ended training before its last epoch was over. */
  readonly isInterrupted?: boolean
}

/** An epoch. */
export interface EpochEvent extends TrainEvent {
  /** From 0, as in Keras. */
  readonly epoch: number
  /** Batches in an epoch; Infinity while that is not known. */
  readonly steps: number
}

/** A batch that is about to be run. */
export interface BatchBeginEvent extends EpochEvent {
  /** Batches of the epoch that were run before. */
  readonly step: number
}

/** An epoch that was run to its end. */
export interface EpochEndEvent extends EpochEvent {
  /** `loss` and metrics over the epoch, and those of the validation data as `valLoss` ... */
  readonly logs: Logs
  /** What the epoch took, validation included. */
  readonly seconds: number
}

/** Batches that were handed to the backend. */
export interface BatchEvent extends EpochEvent {
  /** How many batches of the epoch that makes. */
  readonly step: number
  /** Waits for the backend, and reads the values over the epoch so far. Costly after every batch. */
  logs(): Promise<Logs>
  /** The values that were read last in this epoch, which `fit` does about ten times a second; undefined before the first time. */
  readonly recentLogs: Logs | undefined
}

/** What a callback remembers, to go on with in another process. */
export interface CallbackState {
  /** Data that JSON can hold. */
  readonly values: unknown
  readonly tensors?: readonly Tensor[]
}

/**
 * Hears of the course of training. All methods are optional, and may be asynchronous: training waits for them.
 *
 * @example
 * ```ts
 * const stopWhenGood: Callback = {
 *   onEpochEnd({ model, logs }) {
 *     if (logs.loss < 0.1) model.stopTraining = true
 *   },
 * }
 * await model.fit(x, y, { epochs: 100, callbacks: [stopWhenGood] })
 * ```
 */
export interface Callback {
  /** Gets hold of the training that is about to begin: to save where it stands, or to take up an earlier one. */
  setFit?(fit: FitState): void | Promise<void>
  onTrainBegin?(event: TrainEvent): void | Promise<void>
  onEpochBegin?(event: EpochEvent): void | Promise<void>
  /** Before every `stepsPerExecution` batches. */
  onTrainBatchBegin?(event: BatchBeginEvent): void | Promise<void>
  /** After every `stepsPerExecution` batches, and after the last. */
  onTrainBatchEnd?(event: BatchEvent): void | Promise<void>
  /** Not called for an epoch that was stopped before its end. */
  onEpochEnd?(event: EpochEndEvent): void | Promise<void>
  /** Called when training failed, too. */
  onTrainEnd?(event: TrainEndEvent): void | Promise<void>
  /** What the callback remembers from epoch to epoch. */
  captureState?(): CallbackState
  /** Goes on from what another callback of the class remembered. Called between `setFit` and `onTrainBegin`. */
  restoreState?(state: CallbackState): void
  /** Whether a loss that is not finite is left to this callback. Else `fit` throws. */
  readonly handlesNonFinite?: boolean
  /** Whether the callback hears of everything after the others, to see what they did; but of the end before them. */
  readonly comesLast?: boolean
}
