/** The losses that every page carries, by name, and the names of all others: those come with `get-loss.ts`, when they are needed. */
import type { ClassConfig } from '../options/class-config.ts'
import type { ClassTable } from '../options/class-table.ts'
import { BinaryCrossentropy } from './binary-crossentropy.ts'
import { CategoricalCrossentropy } from './categorical-crossentropy.ts'
import { FunctionLoss, type LossFunction } from './function-loss.ts'
import { Loss } from './loss.ts'
import { MeanAbsoluteError } from './mean-absolute-error.ts'
import { MeanSquaredError } from './mean-squared-error.ts'
import { SparseCategoricalCrossentropy } from './sparse-categorical-crossentropy.ts'

/** What most models are trained with, with the short names that Keras has. */
const classes = {
  sparseCategoricalCrossentropy: SparseCategoricalCrossentropy,
  categoricalCrossentropy: CategoricalCrossentropy,
  binaryCrossentropy: BinaryCrossentropy,
  bce: BinaryCrossentropy,
  meanSquaredError: MeanSquaredError,
  mse: MeanSquaredError,
  meanAbsoluteError: MeanAbsoluteError,
  mae: MeanAbsoluteError,
} satisfies ClassTable<Loss>['classes']

/** Names of the others. */
const others = [
  'meanAbsolutePercentageError',
  'mape',
  'meanSquaredLogarithmicError',
  'msle',
  'binaryFocalCrossentropy',
  'categoricalFocalCrossentropy',
  'categoricalGeneralizedCrossEntropy',
  'categoricalHinge',
  'hinge',
  'squaredHinge',
  'circle',
  'cosineSimilarity',
  'ctc',
  'dice',
  'tversky',
  'huber',
  'klDivergence',
  'kld',
  'logCosh',
  'poisson',
] as const

/** Name of a loss. */
export type LossIdentifier = keyof typeof classes | (typeof others)[number]

/** What stands for a loss: its name, an object, a function, or the configuration of one. */
export type LossLike = Loss | LossIdentifier | LossFunction | ClassConfig

/** The everyday losses. */
export const everydayLosses = {
  kind: 'loss',
  base: Loss,
  classes,
  others,
  ofFunction: (fn: LossFunction) => new FunctionLoss({ fn }),
  example: "'sparseCategoricalCrossentropy' or new SparseCategoricalCrossentropy()",
} satisfies ClassTable<Loss>
