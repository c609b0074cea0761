/** The course of predicting, as callbacks hear of it. */
import type { TensorNest } from '@neurite/core'
import type { CallbackList } from '../callbacks/callback-list.ts'
import type { Trainable } from './trainable.ts'

/** Tells callbacks of the course of predicting. */
export class PredictCourse {
  readonly #model: Trainable
  readonly #callbacks: CallbackList
  #steps: number
  #step = 0

  constructor(model: Trainable, callbacks: CallbackList) {
    this.#model = model
    this.#callbacks = callbacks
    this.#steps = Infinity
  }

  /** Runs everything between the beginning and the end. */
  async run<T>(steps: number, body: () => Promise<T>): Promise<T> {
    const event = { model: this.#model, steps }
    this.#steps = steps
    await this.#callbacks.tell('onPredictBegin', event)
    try {
      return await body()
    } finally {
      await this.#callbacks.tell('onPredictEnd', event)
    }
  }

  /** Computes one batch. */
  async batch(compute: () => TensorNest): Promise<TensorNest> {
    const [model, steps] = [this.#model, this.#steps]
    await this.#callbacks.tell('onPredictBatchBegin', { model, steps, step: this.#step })
    const outputs = compute()
    this.#step += 1
    await this.#callbacks.tell('onPredictBatchEnd', { model, steps, step: this.#step, outputs })
    return outputs
  }
}
