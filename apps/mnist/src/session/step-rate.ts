/** Measures how fast training is. */
import type { BatchBeginEvent, BatchEvent, Callback } from 'neurite'

export class StepRate implements Callback {
  #steps = 0
  #seconds = 0
  #epochBegan = 0
  /** Steps of the epoch that another run had done before. */
  #before: number | undefined

  /** Steps per second over the epochs that were run to their end, validation left out. */
  get stepsPerSecond(): number {
    return this.#seconds > 0 ? this.#steps / this.#seconds : 0
  }

  onEpochBegin(): void {
    this.#epochBegan = performance.now()
    this.#before = undefined
  }

  onTrainBatchBegin({ step }: BatchBeginEvent): void {
    this.#before ??= step
  }

  async onTrainBatchEnd({ step, steps, logs }: BatchEvent): Promise<void> {
    if (step < steps) return
    // Reading waits for what a backend still has to do.
    await logs()
    this.#steps += steps - (this.#before ?? 0)
    this.#seconds += (performance.now() - this.#epochBegan) / 1000
  }
}
