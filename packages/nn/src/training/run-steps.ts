/** Runs the steps of an epoch without getting far ahead of the backend or keeping the event loop waiting. */
import { yieldWhenDue } from '@neurite/core'
import type { Pace } from './pace.ts'
import type { Pass } from './pass.ts'

/** Calls between two looks at how far the backend has come. */
const callsPerWindow = 8

/** Lets the host run at most two windows of calls ahead of the backend, whose queue would grow without bounds otherwise. */
class BackPressure {
  readonly #pass: Pass
  #calls = 0
  #window: Promise<unknown> = Promise.resolve()

  constructor(pass: Pass) {
    this.#pass = pass
  }

  async afterCall(): Promise<void> {
    this.#calls += 1
    if (this.#calls % callsPerWindow !== 0) return
    const before = this.#window
    this.#window = this.#pass.record.probe.data()
    // What fails here is thrown when it is awaited, one window later.
    this.#window.catch(() => {})
    await before
  }

  /** Waits for everything that was started. */
  async drain(): Promise<void> {
    await this.#window
  }
}

/** How steps are run. */
export interface RunOptions {
  readonly pace: Pace
  /** Asked before every call: true ends the run. */
  readonly isStopped: () => boolean
  /** Heard before every call that begins a run of `stepsPerExecution` steps. */
  readonly beforeExecution?: (() => void | Promise<void>) | undefined
  /** Heard each time that the user's `stepsPerExecution` steps are complete, and at the end of the epoch. */
  readonly afterExecution?: (() => void | Promise<void>) | undefined
}

/**
 * Runs the steps that remain.
 *
 * @returns whether all of them ran
 */
export async function runSteps(pass: Pass, { pace, isStopped, beforeExecution, afterExecution }: RunOptions): Promise<boolean> {
  const pressure = new BackPressure(pass)
  let told = pass.stepsDone
  while (!pass.finished && !isStopped()) {
    if (beforeExecution && pass.stepsDone === told) await beforeExecution()
    const begin = performance.now()
    const steps = await pass.advance(pace.stepsAfter(pass.stepsDone))
    if (steps > 0) pace.took(steps, performance.now() - begin)
    await pressure.afterCall()
    if ((pass.finished || pace.isComplete(pass.stepsDone)) && pass.stepsDone !== told) {
      told = pass.stepsDone
      await afterExecution?.()
    }
    await yieldWhenDue()
  }
  await pressure.drain()
  return pass.finished
}
