/** The table of optimizers by name. */
import type { ClassConfig } from '../options/class-table.ts'
import { type NamedClasses, resolveNamed } from '../options/named-class.ts'
import { Adadelta } from './adadelta.ts'
import { Adafactor } from './adafactor.ts'
import { Adagrad } from './adagrad.ts'
import { Adam } from './adam.ts'
import { Adamax } from './adamax.ts'
import { AdamW } from './adamw.ts'
import { Ftrl } from './ftrl.ts'
import { Lamb } from './lamb.ts'
import { Lion } from './lion.ts'
import { Nadam } from './nadam.ts'
import { Optimizer } from './optimizer.ts'
import { RMSprop } from './rmsprop.ts'
import { SGD } from './sgd.ts'

/** Every optimizer, by Keras's identifiers: the class in lower case. */
export const optimizers = {
  adam: Adam,
  adamw: AdamW,
  sgd: SGD,
  rmsprop: RMSprop,
  adadelta: Adadelta,
  adafactor: Adafactor,
  adagrad: Adagrad,
  adamax: Adamax,
  ftrl: Ftrl,
  lamb: Lamb,
  lion: Lion,
  nadam: Nadam,
} satisfies NamedClasses<Optimizer>['classes']

/** Name of an optimizer. */
export type OptimizerIdentifier = keyof typeof optimizers

/** What stands for an optimizer: its name, an object, or its configuration. */
export type OptimizerLike = Optimizer | OptimizerIdentifier | ClassConfig

/**
 * The optimizer that a name stands for, or the optimizer itself.
 *
 * @param call - what errors begin with
 * @throws ArgumentError when the name is unknown, with the one that was probably meant
 */
export const getOptimizer = (call: string, like: OptimizerLike): Optimizer =>
  resolveNamed<Optimizer>(call, like, { kind: 'optimizer', base: Optimizer, classes: optimizers })
