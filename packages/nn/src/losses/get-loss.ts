/** The table of all losses by name: on a page that uses none of it by itself, a file that is loaded for the first model that needs it. */
import { type ClassTable, resolveClass } from '../options/class-table.ts'
import { BinaryFocalCrossentropy } from './binary-focal-crossentropy.ts'
import { CategoricalFocalCrossentropy } from './categorical-focal-crossentropy.ts'
import { CategoricalGeneralizedCrossEntropy } from './categorical-generalized-cross-entropy.ts'
import { CategoricalHinge } from './categorical-hinge.ts'
import { Circle } from './circle.ts'
import { CosineSimilarity } from './cosine-similarity.ts'
import { CTC } from './ctc.ts'
import { Dice } from './dice.ts'
import { everydayLosses, type LossIdentifier, type LossLike } from './everyday-losses.ts'
import { Hinge } from './hinge.ts'
import { Huber } from './huber.ts'
import { KLDivergence } from './kl-divergence.ts'
import { LogCosh } from './log-cosh.ts'
import type { Loss } from './loss.ts'
import { MeanAbsolutePercentageError } from './mean-absolute-percentage-error.ts'
import { MeanSquaredLogarithmicError } from './mean-squared-logarithmic-error.ts'
import { Poisson } from './poisson.ts'
import { SquaredHinge } from './squared-hinge.ts'
import { Tversky } from './tversky.ts'

/** Every loss by identifier, with the short names that Keras has. */
export const losses = {
  ...everydayLosses.classes,
  meanAbsolutePercentageError: MeanAbsolutePercentageError,
  mape: MeanAbsolutePercentageError,
  meanSquaredLogarithmicError: MeanSquaredLogarithmicError,
  msle: MeanSquaredLogarithmicError,
  binaryFocalCrossentropy: BinaryFocalCrossentropy,
  categoricalFocalCrossentropy: CategoricalFocalCrossentropy,
  categoricalGeneralizedCrossEntropy: CategoricalGeneralizedCrossEntropy,
  categoricalHinge: CategoricalHinge,
  hinge: Hinge,
  squaredHinge: SquaredHinge,
  circle: Circle,
  cosineSimilarity: CosineSimilarity,
  ctc: CTC,
  dice: Dice,
  tversky: Tversky,
  huber: Huber,
  klDivergence: KLDivergence,
  kld: KLDivergence,
  logCosh: LogCosh,
  poisson: Poisson,
} satisfies Record<LossIdentifier, ClassTable<Loss>['classes'][string]>

const table: ClassTable<Loss> = { ...everydayLosses, classes: losses, others: [] }

/**
 * The loss that a name stands for, or the loss itself.
 *
 * @param call - what errors begin with
 * @throws ArgumentError when the name is unknown, with the one that was probably meant
 */
export const getLoss = (call: string, like: LossLike): Loss => resolveClass(call, like, table)
