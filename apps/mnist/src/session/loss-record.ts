/** Notes how the loss goes while a model is trained: to draw it afterwards. */
import type { BatchEvent, Callback, CallbackState, EpochEndEvent } from 'neurite'

/** A loss, and the epochs that it took to come there: 1.5 is in the middle of the second. */
export type LossPoint = readonly [epochs: number, loss: number]

/** What was noted. */
export interface LossPoints {
  /** Of the training images, each over the steps since the point before. */
  readonly training: readonly LossPoint[]
  /** Of the validation images, one per epoch. */
  readonly validation: readonly LossPoint[]
}

/** Points that make a smooth line; with fewer epochs, each has several. */
const manyPoints = 60

export interface LossRecordOptions {
  readonly epochs: number
  readonly batchSize: number
  /** Images that are trained on. */
  readonly imageCount: number
}

/** How far an epoch was when its loss was read. */
interface Mark {
  readonly epoch: number
  /** Images that were seen. */
  readonly seen: number
  /** Their losses, added up. */
  readonly sum: number
}

/** `fit` gives the mean over the epoch so far; what is noted is that of the latest steps, which falls without a jump. */
export class LossRecord implements Callback {
  readonly #batchSize: number
  readonly #imageCount: number
  readonly #pointsPerEpoch: number
  #training: LossPoint[] = []
  #validation: LossPoint[] = []
  #mark: Mark = { epoch: 0, seen: 0, sum: 0 }

  constructor({ epochs, batchSize, imageCount }: LossRecordOptions) {
    this.#batchSize = batchSize
    this.#imageCount = imageCount
    this.#pointsPerEpoch = Math.max(1, Math.floor(manyPoints / epochs))
  }

  get points(): LossPoints {
    return { training: this.#training, validation: this.#validation }
  }

  async onTrainBatchEnd({ epoch, step, logs }: BatchEvent): Promise<void> {
    const before = this.#mark.epoch === epoch ? this.#mark : { epoch, seen: 0, sum: 0 }
    const seen = Math.min(step * this.#batchSize, this.#imageCount)
    if (this.#place(seen) === this.#place(before.seen)) return
    const { loss } = await logs()
    const sum = loss * seen
    this.#training.push([epoch + seen / this.#imageCount, Math.max(0, (sum - before.sum) / (seen - before.seen))])
    this.#mark = { epoch, seen, sum }
  }

  onEpochEnd({ epoch, logs: { valLoss } }: EpochEndEvent): void {
    if (valLoss !== undefined) this.#validation.push([epoch + 1, valLoss])
  }

  captureState(): CallbackState {
    return { values: { points: { training: [...this.#training], validation: [...this.#validation] }, mark: this.#mark } }
  }

  restoreState({ values }: CallbackState): void {
    const { points, mark } = values as { readonly points: LossPoints; readonly mark: Mark }
    this.#training = [...points.training]
    this.#validation = [...points.validation]
    this.#mark = mark
  }

  /** In which of the epoch's parts, each of which makes a point, so many images end. */
  #place(seen: number): number {
    return Math.floor((seen * this.#pointsPerEpoch) / this.#imageCount)
  }
}
