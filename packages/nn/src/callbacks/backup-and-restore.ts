/** Keeps training that may be interrupted, and takes it up again. */
import { ArgumentError } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { checkFlag } from '../options/check-values.ts'
import { describeValue } from '../options/describe-value.ts'
import type { FitState } from '../training/fit-state.ts'
import type { BatchEvent, Callback, TrainEndEvent } from './callback.ts'
import { BatchCount, checkSaveFreq, type SaveFreq } from './save-freq.ts'

/** Options of `BackupAndRestore`. */
export interface BackupAndRestoreOptions {
  /** Write training down after every epoch, or after so many batches. Default 'epoch'. */
  readonly saveFreq?: SaveFreq | undefined
  /** Remove the file once training came to its end. Default true. */
  readonly deleteCheckpoint?: boolean | undefined
}

const call = 'BackupAndRestore'

/**
 * Writes training down as it goes, and takes it up where it stood when `fit` is called again: weights, the optimizer's state, random
 * generators, the order of the samples, the epoch and, with `saveFreq` in batches, the step. On the same backend the result is, bit for
 * bit, that of a run that was not interrupted, whether the process was killed or `signal` ended `fit`.
 *
 * Other callbacks go on from what they remembered where they are the same, in the same order.
 *
 * @param path - of the file that training is kept in (Node, Deno, Bun); always whole, even when the process ends while it is written
 * @throws ArgumentError when an option is unknown
 * @example
 * ```ts
 * await model.fit(x, y, { epochs: 100, callbacks: [new BackupAndRestore('training.neurite', { saveFreq: 500 })] })
 * ```
 */
export class BackupAndRestore implements Callback {
  readonly comesLast = true
  readonly #path: string
  readonly #freq: SaveFreq
  readonly #count: BatchCount
  readonly #deletes: boolean
  #fit: FitState | undefined

  constructor(path: string, options: BackupAndRestoreOptions = {}) {
    if (typeof path !== 'string' || path === '') throw new ArgumentError(`${call}: expected a path, got ${describeValue(path)}`)
    const { saveFreq = 'epoch', deleteCheckpoint = true } = checkOptions(call, options, {
      saveFreq: true,
      deleteCheckpoint: true,
    })
    this.#path = path
    this.#freq = checkSaveFreq(call, saveFreq)
    this.#count = new BatchCount(this.#freq)
    this.#deletes = checkFlag(call, 'deleteCheckpoint', deleteCheckpoint)
  }

  async setFit(fit: FitState): Promise<void> {
    const { loadBackup } = await import('../saving/saving.ts')
    this.#fit = fit
    await loadBackup(call, this.#path, fit)
  }

  async onTrainBatchEnd({ step }: BatchEvent): Promise<void> {
    if (this.#count.isDue(step)) await this.#save()
  }

  async onEpochEnd(): Promise<void> {
    if (this.#freq === 'epoch') await this.#save()
  }

  async onTrainEnd({ error, isInterrupted }: TrainEndEvent): Promise<void> {
    const fit = this.#fit
    this.#fit = undefined
    if (error !== undefined || !fit) return
    const { removeFile, saveBackup } = await import('../saving/saving.ts')
    if (!isInterrupted) {
      if (this.#deletes) await removeFile(call, this.#path)
      return
    }
    // In the middle of validation, what was measured in training is gone already: the last backup stands.
    if (!fit.isValidating) await saveBackup(call, this.#path, fit)
  }

  async #save(): Promise<void> {
    const { saveBackup } = await import('../saving/saving.ts')
    if (this.#fit) await saveBackup(call, this.#path, this.#fit)
  }
}
