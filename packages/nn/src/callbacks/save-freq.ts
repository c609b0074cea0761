/** How often something is saved: after epochs, or after so many batches. */
import { ArgumentError } from '@neurite/core'
import { describeValue } from '../options/describe-value.ts'

/** `epoch`, or a number of batches. */
export type SaveFreq = 'epoch' | number

/** @throws ArgumentError when it is neither */
export function checkSaveFreq(call: string, freq: SaveFreq): SaveFreq {
  if (freq === 'epoch' || (Number.isSafeInteger(freq) && freq > 0)) return freq
  throw new ArgumentError(`${call}: saveFreq must be 'epoch' or a positive number of batches, got ${describeValue(freq)}`)
}

/** Counts batches up to the next time. */
export class BatchCount {
  readonly #freq: SaveFreq
  #since = 0
  #lastStep = 0

  constructor(freq: SaveFreq) {
    this.#freq = freq
  }

  /** Whether it is time, after `step` batches of an epoch: several may have been run at once. */
  isDue(step: number): boolean {
    if (this.#freq === 'epoch') return false
    this.#since += step > this.#lastStep ? step - this.#lastStep : step
    this.#lastStep = step
    if (this.#since < this.#freq) return false
    this.#since = 0
    return true
  }
}
