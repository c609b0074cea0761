/** The table of schedules by name. */
import type { ClassConfig } from '../options/class-table.ts'
import { type NamedClasses, resolveNamed } from '../options/named-class.ts'
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
} satisfies NamedClasses<Schedule>['classes']

/**
 * The schedule that a configuration describes, or the schedule itself.
 *
 * @param call - what errors begin with
 * @throws ArgumentError when there is none of that class
 */
export const getSchedule = (call: string, like: Schedule | ClassConfig): Schedule =>
  resolveNamed<Schedule>(call, like, { kind: 'schedule', base: Schedule, classes: schedules })
