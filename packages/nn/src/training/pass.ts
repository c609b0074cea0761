/** What passes over data have in common, whether the data are on the device or come batch by batch. */
import type { Variable } from '@neurite/core'
import type { EpochRecord, EpochValues } from './epoch-record.ts'

/** Where a pass stands. */
export interface PassPosition {
  /** Steps of the epoch that were run. */
  readonly done: number
  /** Batches of the data that were taken since their order was made. */
  readonly taken: number
  /** How many orders of the data were made, those of earlier epochs included. */
  readonly orders: number
  /** What the orders are made from. */
  readonly seed: number
  /** Samples in a batch, and in the data set; 0 where they are not known beforehand. */
  readonly batchSize: number
  readonly count: number
}

/** An epoch's steps over data. */
export interface Pass {
  /** Steps in an epoch; Infinity while that is not known. */
  readonly steps: number
  /** Steps of this epoch that were started. */
  readonly stepsDone: number
  readonly finished: boolean
  readonly record: EpochRecord
  /** State that is not the model's: what is measured. */
  readonly variables: readonly Variable[]
  readonly position: PassPosition
  /** Traces and compiles what can be, and runs nothing: wrong shapes throw here. */
  prepare(): Promise<void>
  /** Begins an epoch: forgets what was measured. */
  reset(): void | Promise<void>
  /** Runs up to `most` of the steps that remain in one call, and returns how many; 0 when the data have ended. */
  advance(most: number): number | Promise<number>
  /** Goes to where a pass of another process stood. */
  seek(position: PassPosition): void | Promise<void>
  /** The loss and the metrics so far. Waits for the steps that were started. */
  read(): Promise<EpochValues>
  /** Frees the state of the pass; its programs cannot run any more. */
  dispose(): void | Promise<void>
}
