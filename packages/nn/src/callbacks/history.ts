/** What `fit` returns: the values at the end of each epoch. */
import type { Callback, CallbackState, EpochEndEvent } from './callback.ts'

/**
 * The values of each epoch.
 *
 * @example
 * ```ts
 * const { history } = await model.fit(x, y, { epochs: 5, validationSplit: 0.1 })
 * console.log(history.valLoss)
 * ```
 */
export class History implements Callback {
  /** The epochs that were run to their end, from 0. */
  readonly epochs: number[] = []
  /** One value per epoch: `loss` and the metrics by name, and with validation data `valLoss` ... */
  readonly history: Record<string, number[]> = {}

  onEpochEnd({ epoch, logs }: Pick<EpochEndEvent, 'epoch' | 'logs'>): void {
    this.epochs.push(epoch)
    for (const [name, value] of Object.entries(logs)) (this.history[name] ??= []).push(value)
  }

  captureState(): CallbackState {
    return { values: { epochs: [...this.epochs], history: structuredClone(this.history) } }
  }

  restoreState({ values }: CallbackState): void {
    const { epochs, history } = values as Pick<History, 'epochs' | 'history'>
    this.epochs.splice(0, Infinity, ...epochs)
    Object.assign(this.history, history)
  }
}
