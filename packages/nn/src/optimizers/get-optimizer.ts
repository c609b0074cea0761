/** The table of all optimizers by name: on a page that uses none of it by itself, a file that is loaded for the first model that needs it. */
import { type ClassConfig, isClassConfig } from '../options/class-config.ts'
import { type ClassTable, resolveClass } from '../options/class-table.ts'
import { getSchedule } from '../schedules/get-schedule.ts'
import { Adadelta } from './adadelta.ts'
import { Adafactor } from './adafactor.ts'
import { Adagrad } from './adagrad.ts'
import { Adamax } from './adamax.ts'
import { everydayOptimizers, type OptimizerIdentifier, type OptimizerLike } from './everyday-optimizers.ts'
import { Ftrl } from './ftrl.ts'
import { Lamb } from './lamb.ts'
import { Lion } from './lion.ts'
import { Nadam } from './nadam.ts'
import type { Optimizer } from './optimizer.ts'
import { RMSprop } from './rmsprop.ts'

/** Every optimizer, by Keras's identifiers: the class in lower case. */
export const optimizers = {
  ...everydayOptimizers.classes,
  adadelta: Adadelta,
  adafactor: Adafactor,
  adagrad: Adagrad,
  adamax: Adamax,
  ftrl: Ftrl,
  lamb: Lamb,
  lion: Lion,
  nadam: Nadam,
  rmsprop: RMSprop,
} satisfies Record<OptimizerIdentifier, ClassTable<Optimizer>['classes'][string]>

/** A configuration whose learning rate is a schedule again, where it was one. */
function withSchedule(call: string, { className, config }: ClassConfig): ClassConfig {
  const { learningRate } = config
  if (!isClassConfig(learningRate)) return { className, config }
  return { className, config: { ...config, learningRate: getSchedule(`${call}: learningRate`, learningRate) } }
}

/**
 * The optimizer that a name stands for, that a configuration describes, or the optimizer itself.
 *
 * @param call - what errors begin with
 * @throws ArgumentError when the name is unknown, with the one that was probably meant
 */
export const getOptimizer = (call: string, like: OptimizerLike): Optimizer =>
  resolveClass<Optimizer>(call, isClassConfig(like) ? withSchedule(call, like) : like, {
    ...everydayOptimizers,
    classes: optimizers,
    others: [],
  })
