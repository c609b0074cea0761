/** The table of schedules by name. */
import type { ClassConfig } from '../options/class-config.ts'
import { type ClassTable, resolveClass } from '../options/class-table.ts'
import { CosineDecay } from './cosine-decay.ts'
import { CosineDecayRestarts } from './cosine-decay-restarts.ts'
import { ExponentialDecay } from './exponential-decay.ts'
import { InverseTimeDecay } from './inverse-time-decay.ts'
import { PiecewiseConstantDecay } from './piecewise-constant-decay.ts'
import { PolynomialDecay } from './polynomial-decay.ts'
import { Schedule } from './schedule.ts'

/** Every schedule. They have no defaults: configurations name them, identifiers do not. */
export const schedules = {
  cosineDecay: CosineDecay,
  cosineDecayRestarts: CosineDecayRestarts,
  exponentialDecay: ExponentialDecay,
  inverseTimeDecay: InverseTimeDecay,
  piecewiseConstantDecay: PiecewiseConstantDecay,
  polynomialDecay: PolynomialDecay,
} satisfies ClassTable<Schedule>['classes']

/**
 * The schedule that a configuration describes, or the schedule itself.
 *
 * @param call - what errors begin with
 * @throws ArgumentError when there is none of that class
 */
export const getSchedule = (call: string, like: Schedule | ClassConfig): Schedule =>
  resolveClass<Schedule>(call, like, {
    kind: 'schedule',
    base: Schedule,
    classes: schedules,
    example: 'new CosineDecay({ initialLearningRate: 0.01, decaySteps: 1000 })',
  })
