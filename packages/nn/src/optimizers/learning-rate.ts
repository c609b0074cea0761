/** The learning rate of an optimizer: a number that may be set, or what a schedule says for the step. */
import { ArgumentError, type HostArray, type Tensor, Variable } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { type ClassConfig, isClassConfig, toClassConfig } from '../options/class-config.ts'
import { Schedule } from '../schedules/schedule.ts'

/** What stands for a learning rate: a number or a schedule. */
export type LearningRate = number | Schedule

/** The learning rate that a schedule gives for the steps that were taken. No state of its own: it cannot be set. */
export class ScheduledRate extends Variable {
  readonly schedule: Schedule
  readonly #iterations: Variable

  constructor(path: string, schedule: Schedule, iterations: Variable) {
    super(0, { path, trainable: false })
    this.schedule = schedule
    this.#iterations = iterations
  }

  override get value(): Tensor {
    return this.schedule.at(this.#iterations.value)
  }

  override data(): Promise<HostArray> {
    return this.value.data()
  }

  /** @throws ArgumentError always */
  override assign(): void {
    throw new ArgumentError(
      `${this.path}.assign: the learning rate follows a ${this.schedule.className}; make the optimizer with a number as its learningRate to set it`,
    )
  }
}

/**
 * The variable that holds or computes a learning rate.
 *
 * @throws ArgumentError when it is neither a finite number of at least 0 nor a schedule
 */
export function makeRate(optimizer: string, rate: LearningRate, iterations: Variable): Variable {
  const path = `${optimizer}/learningRate`
  if (rate instanceof Schedule) return new ScheduledRate(path, rate, iterations)
  if (isClassConfig(rate)) {
    throw new ArgumentError(
      `${optimizer}: learningRate is the configuration of a schedule; pass the whole configuration of the optimizer to getOptimizer, or make the schedule with getSchedule`,
    )
  }
  return new Variable(checkNumber(optimizer, 'learningRate', rate, { least: 0 }), { path, trainable: false })
}

/** A learning rate as configurations hold it. */
export const rateConfig = (rate: LearningRate): number | ClassConfig => (rate instanceof Schedule ? toClassConfig(rate) : rate)
