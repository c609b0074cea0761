/** What hears of the course of training, of measuring and of predicting. */
import type { Tensor, TensorNest } from '@neurite/core'
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
  /** Whether validation data are measured, after some epochs at least. */
  readonly validates?: boolean
}

/** Training that has ended. */
export interface TrainEndEvent extends TrainEvent {
  /** The logs of the epochs that were run. */
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

/** Measuring that has begun: `evaluate`, or the validation data of `fit`. */
export interface TestEvent {
  /** The model that is measured. */
  readonly model: Trainable
  /** Batches to measure; Infinity while that is not known. */
  readonly steps: number
}

/** A batch that is about to be measured. */
export interface TestBatchBeginEvent extends TestEvent {
  /** Batches that were measured before. */
  readonly step: number
}

/** Batches to measure that were handed to the backend. */
export interface TestBatchEvent extends TestEvent {
  /** How many batches that makes. */
  readonly step: number
  /** Waits for the backend, and reads the values so far. Costly after every batch. */
  logs(): Promise<Logs>
}

/** Measuring that has ended. */
export interface TestEndEvent extends TestEvent {
  /** `loss` and metrics; undefined when it was stopped before its end, or failed. */
  readonly logs: Logs | undefined
}

/** Predicting that has begun, or ended. */
export interface PredictEvent {
  /** The model whose outputs are computed. */
  readonly model: Trainable
  /** Batches to compute; Infinity while that is not known. */
  readonly steps: number
}

/** A batch whose outputs are about to be computed. */
export interface PredictBatchBeginEvent extends PredictEvent {
  /** Batches that were computed before. */
  readonly step: number
}

/** A batch that was handed to the backend. */
export interface PredictBatchEvent extends PredictEvent {
  /** How many batches that makes. */
  readonly step: number
  /** The outputs of this batch, which reading waits for. They are freed once all callbacks have heard of them. */
  readonly outputs: TensorNest
}

/** What a callback remembers, to go on with in another process. */
export interface CallbackState {
  /** Data that JSON can hold. */
  readonly values: unknown
  /** What JSON cannot hold, such as copies of weights. Default none. */
  readonly tensors?: readonly Tensor[]
}

/**
 * Hears of the course of training, measuring and predicting. All methods are optional, and may be asynchronous: training waits for them.
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
  /** Before the first epoch, when the model is built and compiled for training. */
  onTrainBegin?(event: TrainEvent): void | Promise<void>
  /** Before the first batch of every epoch. */
  onEpochBegin?(event: EpochEvent): void | Promise<void>
  /** Before every `stepsPerExecution` batches. */
  onTrainBatchBegin?(event: BatchBeginEvent): void | Promise<void>
  /** After every `stepsPerExecution` batches, and after the last. */
  onTrainBatchEnd?(event: BatchEvent): void | Promise<void>
  /** Not called for an epoch that was stopped before its end. */
  onEpochEnd?(event: EpochEndEvent): void | Promise<void>
  /** Called when training failed, too. */
  onTrainEnd?(event: TrainEndEvent): void | Promise<void>
  /** Values to show among those of an epoch that has ended, such as the learning rate. Asked before anyone hears of the end. */
  epochLogs?(event: EpochEvent): Readonly<Record<string, number>> | Promise<Readonly<Record<string, number>>>
  /** Before the first batch that `evaluate` measures, or `fit` of its validation data. */
  onTestBegin?(event: TestEvent): void | Promise<void>
  /** Before every `stepsPerExecution` batches that are measured. */
  onTestBatchBegin?(event: TestBatchBeginEvent): void | Promise<void>
  /** After every `stepsPerExecution` batches that are measured, and after the last. */
  onTestBatchEnd?(event: TestBatchEvent): void | Promise<void>
  /** Called when measuring was stopped or failed, too. */
  onTestEnd?(event: TestEndEvent): void | Promise<void>
  /** Before the first batch of `predict`. */
  onPredictBegin?(event: PredictEvent): void | Promise<void>
  /** Before every batch of `predict`. */
  onPredictBatchBegin?(event: PredictBatchBeginEvent): void | Promise<void>
  /** After every batch of `predict`. */
  onPredictBatchEnd?(event: PredictBatchEvent): void | Promise<void>
  /** Called when predicting failed, too. */
  onPredictEnd?(event: PredictEvent): void | Promise<void>
  /** What the callback remembers from epoch to epoch. */
  captureState?(): CallbackState
  /** Goes on from what another callback of the class remembered. Called between `setFit` and `onTrainBegin`. */
  restoreState?(state: CallbackState): void
  /** Whether a loss that is not finite is left to this callback. Else `fit` throws. */
  readonly handlesNonFinite?: boolean
  /** Whether the callback hears of everything after the others, to see what they did; but of the end before them. */
  readonly comesLast?: boolean
}
