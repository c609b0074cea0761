/** The optimizers that every page carries, by name, and the names of all others: those come with `get-optimizer.ts`, when they are needed. */
import type { ClassConfig } from '../options/class-config.ts'
import type { ClassTable } from '../options/class-table.ts'
import { Adam } from './adam.ts'
import { AdamW } from './adamw.ts'
import { Optimizer } from './optimizer.ts'
import { SGD } from './sgd.ts'

/** What most models are trained with. */
const classes = {
  adam: Adam,
  adamw: AdamW,
  sgd: SGD,
} satisfies ClassTable<Optimizer>['classes']

/** Names of the others. */
const others = ['adadelta', 'adafactor', 'adagrad', 'adamax', 'ftrl', 'lamb', 'lion', 'nadam', 'rmsprop'] as const

/** Name of an optimizer. */
export type OptimizerIdentifier = keyof typeof classes | (typeof others)[number]

/** What stands for an optimizer: its name, an object, or its configuration. */
export type OptimizerLike = Optimizer | OptimizerIdentifier | ClassConfig

/** The everyday optimizers. */
export const everydayOptimizers = {
  kind: 'optimizer',
  base: Optimizer,
  classes,
  others,
  example: "'adam' or new Adam()",
} satisfies ClassTable<Optimizer>
