/** Ends training, without an error, when the loss is not finite. */
import type { BatchEvent, Callback, EpochEndEvent } from './callback.ts'

/**
 * Ends training when the loss became NaN or infinite. Without it, `fit` throws a NonFiniteError.
 *
 * @example
 * ```ts
 * const { history } = await model.fit(x, y, { epochs: 10, callbacks: [new TerminateOnNaN()] })
 * ```
 */
export class TerminateOnNaN implements Callback {
  readonly handlesNonFinite = true

  /** Looks at what `fit` read last, which costs nothing. */
  onTrainBatchEnd({ model, recentLogs }: BatchEvent): void {
    if (recentLogs && !Number.isFinite(recentLogs.loss)) model.stopTraining = true
  }

  onEpochEnd({ model, logs }: EpochEndEvent): void {
    if (!Number.isFinite(logs.loss)) model.stopTraining = true
  }
}
