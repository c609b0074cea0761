/** Where `fit` stands, to be written down and taken up again by another process. */
import type { Tensor, Variable } from '@neurite/core'
import type { Callback, CallbackState } from '../callbacks/callback.ts'
import type { Pass, PassPosition } from './pass.ts'
import type { Trainable } from './trainable.ts'

/** Where `fit` stands, as plain data. */
export interface FitSnapshot {
  /** The epoch that is to be run, or gone on with, from 0. */
  readonly epoch: number
  /** Whether some of its steps were run. */
  readonly isUnderWay: boolean
  /** Where the samples of the epoch stand: their order, and how many were seen. */
  readonly position: PassPosition
  /** Names of what steps return beside the loss, in order. */
  readonly results: readonly string[]
  /** What the callbacks remember, in their order; null for those that remember nothing. */
  readonly callbacks: readonly unknown[]
}

/** Training that is under way, as `Callback.setFit` gets it. */
export class FitState {
  /** The model that is trained. */
  readonly model: Trainable
  /** Whether the validation data are being measured: metrics are theirs then. For `fit`. */
  isValidating = false
  readonly #pass: Pass
  readonly #callbacks: readonly Callback[]
  #current: number
  #isUnderWay = false
  #isResumed = false

  constructor(model: Trainable, pass: Pass, callbacks: readonly Callback[], initialEpoch: number) {
    this.model = model
    this.#pass = pass
    this.#callbacks = callbacks
    this.#current = initialEpoch
  }

  /** The epoch that is to be run, or gone on with. */
  get epoch(): number {
    return this.#current
  }

  /** All that a step changes: weights and random generators, the optimizer's state, what is measured. */
  get variables(): {
    readonly model: readonly Variable[]
    readonly optimizer: readonly Variable[]
    readonly measured: readonly Variable[]
  } {
    const { model } = this
    const pass = this.#pass
    return { model: model.variables, optimizer: model.optimizer?.variables ?? [], measured: pass.variables }
  }

  /** Where training stands, with the tensors that callbacks remember. Together with the values of `variables` it is all there is. */
  capture(): { readonly snapshot: FitSnapshot; readonly tensors: readonly (readonly Tensor[])[] } {
    const states = this.#callbacks.map((callback) => callback.captureState?.())
    const snapshot: FitSnapshot = {
      epoch: this.#current,
      isUnderWay: this.#isUnderWay,
      position: this.#pass.position,
      results: this.#pass.record.names,
      callbacks: states.map((state) => state?.values ?? null),
    }
    return { snapshot, tensors: states.map((state) => state?.tensors ?? []) }
  }

  /**
   * Goes to where training stood. The values of `variables` are to be assigned afterwards. Callbacks remember what they did where there
   * are as many of them.
   *
   * @throws ArgumentError when the data are not the same
   */
  async restore(
    { epoch, isUnderWay, position, results, callbacks }: FitSnapshot,
    tensors: readonly (readonly Tensor[])[],
  ): Promise<void> {
    await this.#pass.seek(position)
    this.#pass.record.expect(results)
    this.#current = epoch
    this.#isUnderWay = isUnderWay
    this.#isResumed = isUnderWay
    if (callbacks.length !== this.#callbacks.length) return
    this.#callbacks.forEach((callback, index) => {
      const values = callbacks[index]
      if (values === null || values === undefined) return
      const state: CallbackState = { values, tensors: tensors[index] ?? [] }
      callback.restoreState?.(state)
    })
  }

  /** Begins an epoch, or goes on with one that was under way. For `fit`. */
  async beginEpoch(epoch: number): Promise<void> {
    this.#current = epoch
    this.#isUnderWay = true
    if (!this.#isResumed) await this.#pass.reset()
    this.#isResumed = false
  }

  /** The epoch came to its end. For `fit`. */
  endEpoch(): void {
    this.#current += 1
    this.#isUnderWay = false
  }
}
