/** Sets the learning rate before every epoch. */
import { ArgumentError } from '@neurite/core'
import { describeValue } from '../options/describe-value.ts'
import { shortestFloat } from '../training/shortest-float.ts'
import type { Callback, EpochEvent } from './callback.ts'
import { learningRateLog } from './learning-rate-log.ts'

/** From the number of an epoch, from 0, and the learning rate so far, to the next one. */
export type EpochSchedule = (epoch: number, learningRate: number) => number | Promise<number>

/**
 * Sets the learning rate before every epoch, and shows it among the values of the epoch, as `learningRate`.
 *
 * @param schedule - from the epoch and the rate to the next rate
 * @throws ArgumentError when it is no function
 * @example
 * ```ts
 * const halve = new LearningRateScheduler((epoch, rate) => (epoch > 0 && epoch % 10 === 0 ? rate / 2 : rate))
 * ```
 */
export class LearningRateScheduler implements Callback {
  readonly #schedule: EpochSchedule

  constructor(schedule: EpochSchedule) {
    if (typeof schedule !== 'function') {
      throw new ArgumentError(
        `LearningRateScheduler: expected a function of the epoch and the rate, got ${describeValue(schedule)}`,
      )
    }
    this.#schedule = schedule
  }

  async onEpochBegin({ model, epoch }: EpochEvent): Promise<void> {
    const { learningRate } = model.optimizer!
    const [rate] = await learningRate.data()
    const next = await this.#schedule(epoch, shortestFloat(rate!))
    if (typeof next !== 'number' || !Number.isFinite(next) || next < 0) {
      throw new ArgumentError(
        `LearningRateScheduler: the schedule must return a number of at least 0, got ${describeValue(next)}`,
      )
    }
    learningRate.assign(next)
  }

  /** The rate of the epoch is among its values. */
  epochLogs({ model }: EpochEvent): Promise<Readonly<Record<string, number>>> {
    return learningRateLog(model)
  }
}
