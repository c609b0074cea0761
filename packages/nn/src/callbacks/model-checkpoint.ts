/** Saves the model while it is trained. */
import { ArgumentError } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { checkFlag } from '../options/check-values.ts'
import { describeValue } from '../options/describe-value.ts'
import type { Logs } from '../training/epoch-record.ts'
import type { Trainable } from '../training/trainable.ts'
import type { BatchEvent, Callback, CallbackState, EpochEndEvent } from './callback.ts'
import { Monitor, type MonitorMode } from './monitor.ts'
import { BatchCount, checkSaveFreq, type SaveFreq } from './save-freq.ts'

/** What a checkpoint is of. */
export interface CheckpointInfo {
  /** From 0. */
  readonly epoch: number
  /** Batches of the epoch, where it is saved in its middle. */
  readonly step: number | undefined
  /** Loss and metrics of the epoch so far. */
  readonly logs: Logs
}

/** Where checkpoints go: a path, in which `{epoch}` and the names of logs stand for values, or a function that takes the bytes. */
export type CheckpointTarget = string | ((bytes: Uint8Array, info: CheckpointInfo) => void | Promise<void>)

/** Options of `ModelCheckpoint`. */
export interface ModelCheckpointOptions {
  /** The value that says which epoch is best. Default `valLoss`. */
  readonly monitor?: string | undefined
  /** Which way of the value is better. Default `auto`. */
  readonly mode?: MonitorMode | undefined
  /** Save only what is better than what was saved before. Default false. */
  readonly saveBestOnly?: boolean | undefined
  /** Save weights alone. Default false: the whole model. */
  readonly saveWeightsOnly?: boolean | undefined
  /** Save after every epoch, or after so many batches. Default 'epoch'. */
  readonly saveFreq?: SaveFreq | undefined
  /** Save only what is better than this. Default none. */
  readonly initialValueThreshold?: number | undefined
}

const call = 'ModelCheckpoint'

/** `{epoch:02d}`, `{valLoss:.3f}`: a value, padded or with so many decimals. */
const placeholder = /\{([A-Za-z_$][\w$]*)(?::(?:0(\d+)d|\.(\d+)f))?\}/g

/** The path for a checkpoint. Epochs and batches count from 1. @throws ArgumentError when it names a value that is not there */
function fillPath(path: string, { epoch, step, logs }: CheckpointInfo): string {
  const values: Readonly<Record<string, number>> = { ...logs, epoch: epoch + 1, ...(step !== undefined && { batch: step }) }
  return path.replaceAll(placeholder, (_, name: string, width: string | undefined, decimals: string | undefined) => {
    const value = Object.hasOwn(values, name) ? values[name]! : undefined
    if (value === undefined) {
      throw new ArgumentError(
        `${call}: the path names {${name}}, which is not there; there are ${Object.keys(values).join(', ')}`,
      )
    }
    if (width !== undefined) return String(Math.trunc(value)).padStart(Number(width), '0')
    return decimals === undefined ? String(value) : value.toFixed(Number(decimals))
  })
}

/**
 * Saves the model after epochs: each time, or when it is the best so far.
 *
 * @param target - a path such as `best.neurite` or `{epoch:02d}-{valLoss:.2f}.neurite`, or a function that takes the bytes
 * @param options - `monitor` 'valLoss', `saveBestOnly` false, `saveWeightsOnly` false, `mode` 'auto', `saveFreq` 'epoch',
 *   `initialValueThreshold`
 * @throws ArgumentError when an option is unknown, or it is not known which way is better
 * @example
 * ```ts
 * const keep = new ModelCheckpoint('best.neurite', { saveBestOnly: true })
 * await model.fit(x, y, { epochs: 20, validationSplit: 0.1, callbacks: [keep] })
 * ```
 */
export class ModelCheckpoint implements Callback {
  readonly #target: CheckpointTarget
  readonly #monitor: Monitor | undefined
  readonly #weightsOnly: boolean
  readonly #freq: SaveFreq
  readonly #count: BatchCount
  #best: number | undefined

  constructor(target: CheckpointTarget, options: ModelCheckpointOptions = {}) {
    if (typeof target !== 'function' && !(typeof target === 'string' && target !== '')) {
      throw new ArgumentError(`${call}: expected a path or a function that takes the bytes, got ${describeValue(target)}`)
    }
    const {
      saveBestOnly = false,
      saveWeightsOnly = false,
      saveFreq = 'epoch',
      initialValueThreshold,
    } = checkOptions(call, options, {
      monitor: true,
      mode: true,
      saveBestOnly: true,
      saveWeightsOnly: true,
      saveFreq: true,
      initialValueThreshold: true,
    })
    const { monitor, mode } = options
    this.#target = target
    this.#monitor = checkFlag(call, 'saveBestOnly', saveBestOnly) ? new Monitor(call, { monitor, mode }) : undefined
    this.#weightsOnly = checkFlag(call, 'saveWeightsOnly', saveWeightsOnly)
    this.#freq = checkSaveFreq(call, saveFreq)
    this.#count = new BatchCount(this.#freq)
    this.#best = initialValueThreshold
  }

  async onTrainBatchEnd({ model, epoch, step, logs }: BatchEvent): Promise<void> {
    if (this.#count.isDue(step)) await this.#saveIfBest(model, { epoch, step, logs: await logs() })
  }

  async onEpochEnd({ model, epoch, logs }: EpochEndEvent): Promise<void> {
    if (this.#freq === 'epoch') await this.#saveIfBest(model, { epoch, step: undefined, logs })
  }

  captureState(): CallbackState {
    return { values: this.#best === undefined ? {} : { best: this.#best } }
  }

  restoreState({ values }: CallbackState): void {
    this.#best = (values as { readonly best?: number }).best ?? this.#best
  }

  async #saveIfBest(model: Trainable, info: CheckpointInfo): Promise<void> {
    const value = this.#monitor?.valueIn(info.logs)
    if (value !== undefined) {
      if (!this.#monitor!.isBetter(value, this.#best)) return
      this.#best = value
    }
    const target = this.#target
    if (typeof target === 'string') await this.#save(model, fillPath(target, info))
    else await target((await this.#save(model, { bytes: true }))!, info)
  }

  #save(model: Trainable, to: string | { readonly bytes: true }): Promise<Uint8Array | undefined> {
    return this.#weightsOnly ? model.saveWeights(to) : model.save(to)
  }
}
