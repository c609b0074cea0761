/** Runs the steps of an epoch without getting far ahead of the backend or keeping the event loop waiting. */
import { yieldWhenDue } from '@neurite/core'
import type { Epoch } from './epoch.ts'
import type { Pace } from './pace.ts'

/** Calls between two looks at how far the backend has come. */
const callsPerWindow = 8

/** Lets the host run at most two windows of calls ahead of the backend, whose queue would grow without bounds otherwise. */
class BackPressure {
  private readonly epoch: Epoch
  private calls = 0
  private window: Promise<unknown> = Promise.resolve()

  constructor(epoch: Epoch) {
    this.epoch = epoch
  }

  async afterCall(): Promise<void> {
    this.calls += 1
    if (this.calls % callsPerWindow !== 0) return
    const before = this.window
    this.window = this.epoch.cursor.position.data()
    // What fails here is thrown when it is awaited, one window later.
    this.window.catch(() => {})
    await before
  }

  /** Waits for everything that was started. */
  async drain(): Promise<void> {
    await this.window
  }
}

/** How steps are run. */
export interface RunOptions {
  readonly pace: Pace
  /** Asked before every call: true ends the run. */
  readonly isStopped: () => boolean
  /** Heard each time that the user's `stepsPerExecution` steps are complete, and at the end of the epoch. */
  readonly afterExecution?: () => void | Promise<void>
}

/**
 * Runs the steps that remain.
 *
 * @returns whether all of them ran
 */
export async function runSteps(epoch: Epoch, { pace, isStopped, afterExecution }: RunOptions): Promise<boolean> {
  const pressure = new BackPressure(epoch)
  while (!epoch.finished && !isStopped()) {
    const begin = performance.now()
    const steps = epoch.advance(pace.stepsAfter(epoch.stepsDone))
    pace.took(steps, performance.now() - begin)
    await pressure.afterCall()
    if (epoch.finished || pace.isComplete(epoch.stepsDone)) await afterExecution?.()
    await yieldWhenDue()
  }
  await pressure.drain()
  return epoch.finished
}
